/*! Contains reveal.js, https://revealjs.com
Copyright (C) 2011-2026 Hakim El Hattab, http://hakim.se, and reveal.js contributors

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE. */
(()=>{var Ee=(e,t)=>{for(let n in t)e[n]=t[n];return e},k=(e,t)=>Array.from(e.querySelectorAll(t)),ht=(e,t,n)=>{n?e.classList.add(t):e.classList.remove(t)},Se=e=>{if(typeof e=="string"){if(e==="null")return null;if(e==="true")return!0;if(e==="false")return!1;if(e.match(/^-?[\d\.]+$/))return parseFloat(e)}return e},pe=(e,t)=>{e.style.transform=t},We=(e,t)=>{let n=e.matches||e.matchesSelector||e.msMatchesSelector;return!!(n&&n.call(e,t))},j=(e,t)=>{if(e&&typeof e.closest=="function")return e.closest(t);for(;e;){if(We(e,t))return e;e=e.parentElement}return null},Sn=e=>{e=e||document.documentElement;let t=e.requestFullscreen||e.webkitRequestFullscreen||e.webkitRequestFullScreen||e.mozRequestFullScreen||e.msRequestFullscreen;t&&t.apply(e)},vi=(e,t,n,i="")=>{let s=e.querySelectorAll("."+n);for(let r=0;r<s.length;r++){let l=s[r];if(l.parentNode===e)return l}let a=document.createElement(t);return a.className=n,a.innerHTML=i,e.appendChild(a),a},gt=e=>{let t=document.createElement("style");return e&&e.length>0&&t.appendChild(document.createTextNode(e)),document.head.appendChild(t),t},gn=()=>{let e={};location.search.replace(/[A-Z0-9]+?=([\w\.%-]*)/gi,t=>{let n=t.split("=").shift(),i=t.split("=").pop();return n&&i!==void 0&&(e[n]=i),t});for(let t in e){let n=e[t];e[t]=Se(unescape(n))}return e.dependencies!==void 0&&delete e.dependencies,e},fi=(e,t=0)=>{if(e){var n;let i,s=e.style.height;return e.style.height="0px",e.parentElement&&(e.parentElement.style.height="auto"),i=t-(((n=e.parentElement)==null?void 0:n.offsetHeight)||0),e.style.height=s+"px",e.parentElement&&e.parentElement.style.removeProperty("height"),i}return t},bi={mp4:"video/mp4",m4a:"video/mp4",ogv:"video/ogg",mpeg:"video/mpeg",webm:"video/webm"},yi=(e="")=>{let t=e.split(".").pop();return t?bi[t]:void 0},wi=(e="")=>encodeURI(e).replace(/%5B/g,"[").replace(/%5D/g,"]").replace(/[!'()*]/g,t=>`%${t.charCodeAt(0).toString(16).toUpperCase()}`),_e=navigator.userAgent,ve=/(iphone|ipod|ipad|android)/gi.test(_e)||navigator.platform==="MacIntel"&&navigator.maxTouchPoints>1;/chrome/i.test(_e)&&/edge/i.test(_e);var En=/android/gi.test(_e),ki=(function(e){if(e){var t=function(v){return[].slice.call(v)},n=0,i=1,s=2,a=3,r=[],l=null,o="requestAnimationFrame"in e?function(){var v=arguments.length>0&&arguments[0]!==void 0?arguments[0]:{sync:!1};e.cancelAnimationFrame(l);var x=function(){return p(r.filter((function(M){return M.dirty&&M.active})))};if(v.sync)return x();l=e.requestAnimationFrame(x)}:function(){},d=function(v){return function(x){r.forEach((function(M){return M.dirty=v})),o(x)}},p=function(v){v.filter((function(M){return!M.styleComputed})).forEach((function(M){M.styleComputed=h(M)})),v.filter(S).forEach(P);var x=v.filter(w);x.forEach(m),x.forEach((function(M){P(M),g(M)})),x.forEach(H)},g=function(v){return v.dirty=n},m=function(v){v.availableWidth=v.element.parentNode.clientWidth,v.currentWidth=v.element.scrollWidth,v.previousFontSize=v.currentFontSize,v.currentFontSize=Math.min(Math.max(v.minSize,v.availableWidth/v.currentWidth*v.previousFontSize),v.maxSize),v.whiteSpace=v.multiLine&&v.currentFontSize===v.minSize?"normal":"nowrap"},w=function(v){return v.dirty!==s||v.dirty===s&&v.element.parentNode.clientWidth!==v.availableWidth},h=function(v){var x=e.getComputedStyle(v.element,null);return v.currentFontSize=parseFloat(x.getPropertyValue("font-size")),v.display=x.getPropertyValue("display"),v.whiteSpace=x.getPropertyValue("white-space"),!0},S=function(v){var x=!1;return!v.preStyleTestCompleted&&(/inline-/.test(v.display)||(x=!0,v.display="inline-block"),v.whiteSpace!=="nowrap"&&(x=!0,v.whiteSpace="nowrap"),v.preStyleTestCompleted=!0,x)},P=function(v){v.element.style.whiteSpace=v.whiteSpace,v.element.style.display=v.display,v.element.style.fontSize=v.currentFontSize+"px"},H=function(v){v.element.dispatchEvent(new CustomEvent("fit",{detail:{oldValue:v.previousFontSize,newValue:v.currentFontSize,scaleFactor:v.currentFontSize/v.previousFontSize}}))},X=function(v,x){return function(M){v.dirty=x,v.active&&o(M)}},ae=function(v){return function(){r=r.filter((function(x){return x.element!==v.element})),v.observeMutations&&v.observer.disconnect(),v.element.style.whiteSpace=v.originalStyle.whiteSpace,v.element.style.display=v.originalStyle.display,v.element.style.fontSize=v.originalStyle.fontSize}},V=function(v){return function(){v.active||(v.active=!0,o())}},E=function(v){return function(){return v.active=!1}},N=function(v){v.observeMutations&&(v.observer=new MutationObserver(X(v,i)),v.observer.observe(v.element,v.observeMutations))},W={minSize:16,maxSize:512,multiLine:!0,observeMutations:"MutationObserver"in e&&{subtree:!0,childList:!0,characterData:!0}},B=null,q=function(){e.clearTimeout(B),B=e.setTimeout(d(s),R.observeWindowDelay)},A=["resize","orientationchange"];return Object.defineProperty(R,"observeWindow",{set:function(v){var x=`${v?"add":"remove"}EventListener`;A.forEach((function(M){e[x](M,q)}))}}),R.observeWindow=!0,R.observeWindowDelay=100,R.fitAll=d(a),R}function U(v,x){var M=Object.assign({},W,x),ne=v.map((function(J){var ce=Object.assign({},M,{element:J,active:!0});return(function(O){O.originalStyle={whiteSpace:O.element.style.whiteSpace,display:O.element.style.display,fontSize:O.element.style.fontSize},N(O),O.newbie=!0,O.dirty=!0,r.push(O)})(ce),{element:J,fit:X(ce,a),unfreeze:V(ce),freeze:E(ce),unsubscribe:ae(ce)}}));return o(),ne}function R(v){var x=arguments.length>1&&arguments[1]!==void 0?arguments[1]:{};return typeof v=="string"?U(t(document.querySelectorAll(v)),x):U([v],x)[0]}})(typeof window>"u"?null:window);function Te(e){"@babel/helpers - typeof";return Te=typeof Symbol=="function"&&typeof Symbol.iterator=="symbol"?function(t){return typeof t}:function(t){return t&&typeof Symbol=="function"&&t.constructor===Symbol&&t!==Symbol.prototype?"symbol":typeof t},Te(e)}function Si(e,t){if(Te(e)!="object"||!e)return e;var n=e[Symbol.toPrimitive];if(n!==void 0){var i=n.call(e,t||"default");if(Te(i)!="object")return i;throw TypeError("@@toPrimitive must return a primitive value.")}return(t==="string"?String:Number)(e)}function Ei(e){var t=Si(e,"string");return Te(t)=="symbol"?t:t+""}function vt(e,t,n){return(t=Ei(t))in e?Object.defineProperty(e,t,{value:n,enumerable:!0,configurable:!0,writable:!0}):e[t]=n,e}var xi=class{constructor(e){vt(this,"allowedToPlayAudio",null),this.Reveal=e,this.startEmbeddedMedia=this.startEmbeddedMedia.bind(this),this.startEmbeddedIframe=this.startEmbeddedIframe.bind(this),this.preventIframeAutoFocus=this.preventIframeAutoFocus.bind(this),this.ensureMobileMediaPlaying=this.ensureMobileMediaPlaying.bind(this),this.failedAudioPlaybackTargets=new Set,this.failedVideoPlaybackTargets=new Set,this.failedMutedVideoPlaybackTargets=new Set,this.renderMediaPlayButton()}renderMediaPlayButton(){this.mediaPlayButton=document.createElement("button"),this.mediaPlayButton.className="r-overlay-button r-media-play-button",this.mediaPlayButton.addEventListener("click",()=>{this.resetTemporarilyMutedMedia(),new Set([...this.failedAudioPlaybackTargets,...this.failedVideoPlaybackTargets,...this.failedMutedVideoPlaybackTargets]).forEach(e=>{this.startEmbeddedMedia({target:e})}),this.clearMediaPlaybackErrors()})}shouldPreload(e){if(this.Reveal.isScrollView())return!0;let t=this.Reveal.getConfig().preloadIframes;return typeof t!="boolean"&&(t=e.hasAttribute("data-preload")),t}load(e,t={}){let n=this.Reveal.getConfig().display;if(n.includes("!important")){let s=n.replace(/\s*!important\s*$/,"").trim();e.style.setProperty("display",s,"important")}else e.style.display=n;k(e,"img[data-src], video[data-src], audio[data-src], iframe[data-src]").forEach(s=>{let a=s.tagName==="IFRAME";(!a||this.shouldPreload(s))&&(s.setAttribute("src",s.getAttribute("data-src")),s.setAttribute("data-lazy-loaded",""),s.removeAttribute("data-src"),a&&s.addEventListener("load",this.preventIframeAutoFocus))}),k(e,"video, audio").forEach(s=>{let a=0;k(s,"source[data-src]").forEach(r=>{r.setAttribute("src",r.getAttribute("data-src")),r.removeAttribute("data-src"),r.setAttribute("data-lazy-loaded",""),a+=1}),ve&&s.tagName==="VIDEO"&&s.setAttribute("playsinline",""),a>0&&s.load()});let i=e.slideBackgroundElement;if(i){i.style.display="block";let s=e.slideBackgroundContentElement,a=e.getAttribute("data-background-iframe");if(i.hasAttribute("data-loaded")===!1){i.setAttribute("data-loaded","true");let l=e.getAttribute("data-background-image"),o=e.getAttribute("data-background-video"),d=e.hasAttribute("data-background-video-loop"),p=e.hasAttribute("data-background-video-muted");if(l)/^data:/.test(l.trim())?s.style.backgroundImage=`url(${l.trim()})`:s.style.backgroundImage=l.split(",").map(g=>`url(${wi(decodeURI(g.trim()))})`).join(",");else if(o){let g=document.createElement("video");d&&g.setAttribute("loop",""),(p||this.Reveal.isSpeakerNotes())&&(g.muted=!0),ve&&g.setAttribute("playsinline",""),o.split(",").forEach(m=>{let w=document.createElement("source");w.setAttribute("src",m);let h=yi(m);h&&w.setAttribute("type",h),g.appendChild(w)}),s.appendChild(g)}else if(a&&t.excludeIframes!==!0){let g=document.createElement("iframe");g.setAttribute("allowfullscreen",""),g.setAttribute("mozallowfullscreen",""),g.setAttribute("webkitallowfullscreen",""),g.setAttribute("allow","autoplay"),g.setAttribute("data-src",a),g.style.width="100%",g.style.height="100%",g.style.maxHeight="100%",g.style.maxWidth="100%",s.appendChild(g)}}let r=s.querySelector("iframe[data-src]");r&&this.shouldPreload(i)&&!/autoplay=(1|true|yes)/gi.test(a)&&r.getAttribute("src")!==a&&r.setAttribute("src",a)}this.layout(e)}layout(e){Array.from(e.querySelectorAll(".r-fit-text")).forEach(t=>{ki(t,{minSize:24,maxSize:this.Reveal.getConfig().height*.8,observeMutations:!1,observeWindow:!1})})}unload(e){e.style.display="none";let t=this.Reveal.getSlideBackground(e);t&&(t.style.display="none",k(t,"iframe[src]").forEach(n=>{n.removeAttribute("src")})),k(e,"video[data-lazy-loaded][src], audio[data-lazy-loaded][src], iframe[data-lazy-loaded][src]").forEach(n=>{n.setAttribute("data-src",n.getAttribute("src")),n.removeAttribute("src")}),k(e,"video[data-lazy-loaded] source[src], audio source[src]").forEach(n=>{n.setAttribute("data-src",n.getAttribute("src")),n.removeAttribute("src")})}formatEmbeddedContent(){let e=(t,n,i)=>{k(this.Reveal.getSlidesElement(),"iframe["+t+'*="'+n+'"]').forEach(s=>{let a=s.getAttribute(t);a&&a.indexOf(i)===-1&&s.setAttribute(t,a+(/\?/.test(a)?"&":"?")+i)})};e("src","youtube.com/embed/","enablejsapi=1"),e("data-src","youtube.com/embed/","enablejsapi=1"),e("src","player.vimeo.com/","api=1"),e("data-src","player.vimeo.com/","api=1")}startEmbeddedContent(e){if(e){let t=this.Reveal.isSpeakerNotes();k(e,'img[src$=".gif"]').forEach(n=>{n.setAttribute("src",n.getAttribute("src"))}),k(e,"video, audio").forEach(n=>{if(j(n,".fragment")&&!j(n,".fragment.visible"))return;let i=this.Reveal.getConfig().autoPlayMedia;if(typeof i!="boolean"&&(i=n.hasAttribute("data-autoplay")||!!j(n,".slide-background")),i&&typeof n.play=="function"){if(t&&!n.muted)return;n.readyState>1?this.startEmbeddedMedia({target:n}):ve?(n.addEventListener("canplay",this.ensureMobileMediaPlaying),this.playMediaElement(n)):(n.removeEventListener("loadeddata",this.startEmbeddedMedia),n.addEventListener("loadeddata",this.startEmbeddedMedia))}}),t||(k(e,"iframe[src]").forEach(n=>{j(n,".fragment")&&!j(n,".fragment.visible")||this.startEmbeddedIframe({target:n})}),k(e,"iframe[data-src]").forEach(n=>{j(n,".fragment")&&!j(n,".fragment.visible")||n.getAttribute("src")!==n.getAttribute("data-src")&&(n.removeEventListener("load",this.startEmbeddedIframe),n.addEventListener("load",this.startEmbeddedIframe),n.setAttribute("src",n.getAttribute("data-src")))}))}}ensureMobileMediaPlaying(e){let t=e.target;typeof t.getVideoPlaybackQuality=="function"&&setTimeout(()=>{let n=t.paused===!1,i=t.getVideoPlaybackQuality().totalVideoFrames;n&&i===0&&(t.load(),t.play())},1e3)}startEmbeddedMedia(e){let t=!!j(e.target,"html"),n=!!j(e.target,".present");t&&n&&(e.target.paused||e.target.ended)&&(e.target.currentTime=0,this.playMediaElement(e.target)),e.target.removeEventListener("loadeddata",this.startEmbeddedMedia)}playMediaElement(e){let t=e.play();t&&typeof t.catch=="function"&&t.then(()=>{e.muted||(this.allowedToPlayAudio=!0)}).catch(n=>{if(n.name==="NotAllowedError")if(this.allowedToPlayAudio=!1,e.tagName==="VIDEO"){this.onVideoPlaybackNotAllowed(e);let i=!!j(e,"html"),s=!!j(e,".present"),a=e.muted;i&&s&&!a&&(e.setAttribute("data-muted-by-reveal","true"),e.muted=!0,e.play().catch(()=>{this.onMutedVideoPlaybackNotAllowed(e)}))}else e.tagName==="AUDIO"&&this.onAudioPlaybackNotAllowed(e)})}startEmbeddedIframe(e){let t=e.target;if(this.preventIframeAutoFocus(e),t&&t.contentWindow){let n=!!j(e.target,"html"),i=!!j(e.target,".present");if(n&&i){let s=this.Reveal.getConfig().autoPlayMedia;typeof s!="boolean"&&(s=t.hasAttribute("data-autoplay")||!!j(t,".slide-background")),/youtube\.com\/embed\//.test(t.getAttribute("src"))&&s?t.contentWindow.postMessage('{"event":"command","func":"playVideo","args":""}',"*"):/player\.vimeo\.com\//.test(t.getAttribute("src"))&&s?t.contentWindow.postMessage('{"method":"play"}',"*"):t.contentWindow.postMessage("slide:start","*")}}}stopEmbeddedContent(e,t={}){t=Ee({unloadIframes:!0},t),e&&e.parentNode&&(k(e,"video, audio").forEach(n=>{!n.hasAttribute("data-ignore")&&typeof n.pause=="function"&&(n.setAttribute("data-paused-by-reveal",""),n.pause(),ve&&n.removeEventListener("canplay",this.ensureMobileMediaPlaying))}),k(e,"iframe").forEach(n=>{n.contentWindow&&n.contentWindow.postMessage("slide:stop","*"),n.removeEventListener("load",this.preventIframeAutoFocus),n.removeEventListener("load",this.startEmbeddedIframe)}),k(e,'iframe[src*="youtube.com/embed/"]').forEach(n=>{!n.hasAttribute("data-ignore")&&n.contentWindow&&typeof n.contentWindow.postMessage=="function"&&n.contentWindow.postMessage('{"event":"command","func":"pauseVideo","args":""}',"*")}),k(e,'iframe[src*="player.vimeo.com/"]').forEach(n=>{!n.hasAttribute("data-ignore")&&n.contentWindow&&typeof n.contentWindow.postMessage=="function"&&n.contentWindow.postMessage('{"method":"pause"}',"*")}),t.unloadIframes===!0&&k(e,"iframe[data-src]").forEach(n=>{n.setAttribute("src","about:blank"),n.removeAttribute("src")}))}isAllowedToPlayAudio(){return this.allowedToPlayAudio}showPlayOrUnmuteButton(){let e=this.failedAudioPlaybackTargets.size,t=this.failedVideoPlaybackTargets.size,n=this.failedMutedVideoPlaybackTargets.size,i="Play media";n>0?i="Play video":t>0?i="Unmute video":e>0&&(i="Play audio"),this.mediaPlayButton.textContent=i,this.Reveal.getRevealElement().appendChild(this.mediaPlayButton)}onAudioPlaybackNotAllowed(e){this.failedAudioPlaybackTargets.add(e),this.showPlayOrUnmuteButton(e)}onVideoPlaybackNotAllowed(e){this.failedVideoPlaybackTargets.add(e),this.showPlayOrUnmuteButton()}onMutedVideoPlaybackNotAllowed(e){this.failedMutedVideoPlaybackTargets.add(e),this.showPlayOrUnmuteButton()}resetTemporarilyMutedMedia(){new Set([...this.failedAudioPlaybackTargets,...this.failedVideoPlaybackTargets,...this.failedMutedVideoPlaybackTargets]).forEach(e=>{e.hasAttribute("data-muted-by-reveal")&&(e.muted=!1,e.removeAttribute("data-muted-by-reveal"))})}clearMediaPlaybackErrors(){this.resetTemporarilyMutedMedia(),this.failedAudioPlaybackTargets.clear(),this.failedVideoPlaybackTargets.clear(),this.failedMutedVideoPlaybackTargets.clear(),this.mediaPlayButton&&this.mediaPlayButton.parentNode&&this.mediaPlayButton.remove()}preventIframeAutoFocus(e){let t=e.target;if(t&&this.Reveal.getConfig().preventIframeAutoFocus){let n=0,i=()=>{document.activeElement===t?document.activeElement.blur():n<1e3&&(n+=100,setTimeout(i,100))};setTimeout(i,100)}}afterSlideChanged(){this.clearMediaPlaybackErrors()}},ge=".slides section",oe=".slides>section",ut=".slides>section.present>section",Ai=".backgrounds>.slide-background",Ri=/registerPlugin|registerKeyboardShortcut|addKeyBinding|addEventListener|showPreview|previewIframe/,Li=class{constructor(e){this.Reveal=e}render(){this.element=document.createElement("div"),this.element.className="slide-number",this.Reveal.getRevealElement().appendChild(this.element)}configure(e,t){let n="none";e.slideNumber&&!this.Reveal.isPrintView()&&(e.showSlideNumber==="all"||e.showSlideNumber==="speaker"&&this.Reveal.isSpeakerNotes())&&(n="block"),this.element.style.display=n}update(){this.Reveal.getConfig().slideNumber&&this.element&&(this.element.innerHTML=this.getSlideNumber())}getSlideNumber(e=this.Reveal.getCurrentSlide()){let t=this.Reveal.getConfig(),n,i="h.v";if(typeof t.slideNumber=="function")n=t.slideNumber(e);else{typeof t.slideNumber=="string"&&(i=t.slideNumber),!/c/.test(i)&&this.Reveal.getHorizontalSlides().length===1&&(i="c");let a=e&&e.dataset.visibility==="uncounted"?0:1;switch(n=[],i){case"c":n.push(this.Reveal.getSlidePastCount(e)+a);break;case"c/t":n.push(this.Reveal.getSlidePastCount(e)+a,"/",this.Reveal.getTotalSlides());break;default:let r=this.Reveal.getIndices(e);n.push(r.h+a);let l=i==="h/v"?"/":".";this.Reveal.isVerticalSlide(e)&&n.push(l,r.v+1)}}let s="#"+this.Reveal.location.getHash(e);return this.formatNumber(n[0],n[1],n[2],s)}formatNumber(e,t,n,i="#"+this.Reveal.location.getHash()){return typeof n=="number"&&!isNaN(n)?`<a href="${i}">
					<span class="slide-number-a">${e}</span>
					<span class="slide-number-delimiter">${t}</span>
					<span class="slide-number-b">${n}</span>
					</a>`:`<a href="${i}">
					<span class="slide-number-a">${e}</span>
					</a>`}destroy(){this.element.remove()}},Ti=class{constructor(e){this.Reveal=e,this.onInput=this.onInput.bind(this),this.onBlur=this.onBlur.bind(this),this.onKeyDown=this.onKeyDown.bind(this)}render(){this.element=document.createElement("div"),this.element.className="jump-to-slide",this.jumpInput=document.createElement("input"),this.jumpInput.type="text",this.jumpInput.className="jump-to-slide-input",this.jumpInput.placeholder="Jump to slide",this.jumpInput.addEventListener("input",this.onInput),this.jumpInput.addEventListener("keydown",this.onKeyDown),this.jumpInput.addEventListener("blur",this.onBlur),this.element.appendChild(this.jumpInput)}show(){this.indicesOnShow=this.Reveal.getIndices(),this.Reveal.getRevealElement().appendChild(this.element),this.jumpInput.focus()}hide(){this.isVisible()&&(this.element.remove(),this.jumpInput.value="",clearTimeout(this.jumpTimeout),delete this.jumpTimeout)}isVisible(){return!!this.element.parentNode}jump(){clearTimeout(this.jumpTimeout),delete this.jumpTimeout;let e=this.jumpInput.value.trim(""),t;if(/^\d+$/.test(e)){let n=this.Reveal.getConfig().slideNumber;if(n==="c"||n==="c/t"){let i=this.Reveal.getSlides()[parseInt(e,10)-1];i&&(t=this.Reveal.getIndices(i))}}return t||(/^\d+\.\d+$/.test(e)&&(e=e.replace(".","/")),t=this.Reveal.location.getIndicesFromHash(e,{oneBasedIndex:!0})),!t&&/\S+/i.test(e)&&e.length>1&&(t=this.search(e)),t&&e!==""?(this.Reveal.slide(t.h,t.v,t.f),!0):(this.Reveal.slide(this.indicesOnShow.h,this.indicesOnShow.v,this.indicesOnShow.f),!1)}jumpAfter(e){clearTimeout(this.jumpTimeout),this.jumpTimeout=setTimeout(()=>this.jump(),e)}search(e){let t=RegExp("\\b"+e.trim()+"\\b","i"),n=this.Reveal.getSlides().find(i=>t.test(i.innerText));return n?this.Reveal.getIndices(n):null}cancel(){this.Reveal.slide(this.indicesOnShow.h,this.indicesOnShow.v,this.indicesOnShow.f),this.hide()}confirm(){this.jump(),this.hide()}destroy(){this.jumpInput.removeEventListener("input",this.onInput),this.jumpInput.removeEventListener("keydown",this.onKeyDown),this.jumpInput.removeEventListener("blur",this.onBlur),this.element.remove()}onKeyDown(e){e.keyCode===13?this.confirm():e.keyCode===27&&(this.cancel(),e.stopImmediatePropagation())}onInput(e){this.jumpAfter(200)}onBlur(){setTimeout(()=>this.hide(),1)}},mt=e=>{let t=e.match(/^#([0-9a-f]{3})$/i);if(t&&t[1]){let a=t[1];return{r:parseInt(a.charAt(0),16)*17,g:parseInt(a.charAt(1),16)*17,b:parseInt(a.charAt(2),16)*17}}let n=e.match(/^#([0-9a-f]{6})$/i);if(n&&n[1]){let a=n[1];return{r:parseInt(a.slice(0,2),16),g:parseInt(a.slice(2,4),16),b:parseInt(a.slice(4,6),16)}}let i=e.match(/^rgb\s*\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)$/i);if(i)return{r:parseInt(i[1],10),g:parseInt(i[2],10),b:parseInt(i[3],10)};let s=e.match(/^rgba\s*\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*([\d]+|[\d]*.[\d]+)\s*\)$/i);return s?{r:parseInt(s[1],10),g:parseInt(s[2],10),b:parseInt(s[3],10),a:parseFloat(s[4])}:null},Pi=e=>(typeof e=="string"&&(e=mt(e)),e?(e.r*299+e.g*587+e.b*114)/1e3:null),Ci=class{constructor(e){this.Reveal=e}render(){this.element=document.createElement("div"),this.element.className="backgrounds",this.Reveal.getRevealElement().appendChild(this.element)}create(){this.element.innerHTML="",this.element.classList.add("no-transition"),this.Reveal.getHorizontalSlides().forEach(e=>{let t=this.createBackground(e,this.element);k(e,"section").forEach(n=>{this.createBackground(n,t),t.classList.add("stack")})}),this.Reveal.getConfig().parallaxBackgroundImage?(this.element.style.backgroundImage='url("'+this.Reveal.getConfig().parallaxBackgroundImage+'")',this.element.style.backgroundSize=this.Reveal.getConfig().parallaxBackgroundSize,this.element.style.backgroundRepeat=this.Reveal.getConfig().parallaxBackgroundRepeat,this.element.style.backgroundPosition=this.Reveal.getConfig().parallaxBackgroundPosition,setTimeout(()=>{this.Reveal.getRevealElement().classList.add("has-parallax-background")},1)):(this.element.style.backgroundImage="",this.Reveal.getRevealElement().classList.remove("has-parallax-background"))}createBackground(e,t){let n=document.createElement("div");n.className="slide-background "+e.className.replace(/present|past|future/,"");let i=document.createElement("div");return i.className="slide-background-content",n.appendChild(i),t.appendChild(n),e.slideBackgroundElement=n,e.slideBackgroundContentElement=i,this.sync(e),n}sync(e){let t=e.slideBackgroundElement,n=e.slideBackgroundContentElement,i={background:e.getAttribute("data-background"),backgroundSize:e.getAttribute("data-background-size"),backgroundImage:e.getAttribute("data-background-image"),backgroundVideo:e.getAttribute("data-background-video"),backgroundIframe:e.getAttribute("data-background-iframe"),backgroundColor:e.getAttribute("data-background-color"),backgroundGradient:e.getAttribute("data-background-gradient"),backgroundRepeat:e.getAttribute("data-background-repeat"),backgroundPosition:e.getAttribute("data-background-position"),backgroundTransition:e.getAttribute("data-background-transition"),backgroundOpacity:e.getAttribute("data-background-opacity")},s=e.hasAttribute("data-preload");e.classList.remove("has-dark-background"),e.classList.remove("has-light-background"),t.removeAttribute("data-loaded"),t.removeAttribute("data-background-hash"),t.removeAttribute("data-background-size"),t.removeAttribute("data-background-transition"),t.style.backgroundColor="",n.style.backgroundSize="",n.style.backgroundRepeat="",n.style.backgroundPosition="",n.style.backgroundImage="",n.style.opacity="",n.innerHTML="",i.background&&(/^(http|file|\/\/)/gi.test(i.background)||/\.(svg|png|jpg|jpeg|gif|bmp|webp)([?#\s]|$)/gi.test(i.background)?e.setAttribute("data-background-image",i.background):t.style.background=i.background),(i.background||i.backgroundColor||i.backgroundGradient||i.backgroundImage||i.backgroundVideo||i.backgroundIframe)&&t.setAttribute("data-background-hash",i.background+i.backgroundSize+i.backgroundImage+i.backgroundVideo+i.backgroundIframe+i.backgroundColor+i.backgroundGradient+i.backgroundRepeat+i.backgroundPosition+i.backgroundTransition+i.backgroundOpacity),i.backgroundSize&&t.setAttribute("data-background-size",i.backgroundSize),i.backgroundColor&&(t.style.backgroundColor=i.backgroundColor),i.backgroundGradient&&(t.style.backgroundImage=i.backgroundGradient),i.backgroundTransition&&t.setAttribute("data-background-transition",i.backgroundTransition),s&&t.setAttribute("data-preload",""),i.backgroundSize&&(n.style.backgroundSize=i.backgroundSize),i.backgroundRepeat&&(n.style.backgroundRepeat=i.backgroundRepeat),i.backgroundPosition&&(n.style.backgroundPosition=i.backgroundPosition),i.backgroundOpacity&&(n.style.opacity=i.backgroundOpacity);let a=this.getContrastClass(e);typeof a=="string"&&e.classList.add(a)}getContrastClass(e){let t=e.slideBackgroundElement,n=e.getAttribute("data-background-color");if(!n||!mt(n)){let i=window.getComputedStyle(t);i&&i.backgroundColor&&(n=i.backgroundColor)}if(n){let i=mt(n);if(i&&i.a!==0)return Pi(n)<128?"has-dark-background":"has-light-background"}return null}bubbleSlideContrastClassToElement(e,t){["has-light-background","has-dark-background"].forEach(n=>{e.classList.contains(n)?t.classList.add(n):t.classList.remove(n)},this)}update(e=!1){let t=this.Reveal.getConfig(),n=this.Reveal.getCurrentSlide(),i=this.Reveal.getIndices(),s=null,a=t.rtl?"future":"past",r=t.rtl?"past":"future";if(Array.from(this.element.childNodes).forEach((o,d)=>{o.classList.remove("past","present","future"),d<i.h?o.classList.add(a):d>i.h?o.classList.add(r):(o.classList.add("present"),s=o),(e||d===i.h)&&k(o,".slide-background").forEach((p,g)=>{p.classList.remove("past","present","future");let m=typeof i.v=="number"?i.v:0;g<m?p.classList.add("past"):g>m?p.classList.add("future"):(p.classList.add("present"),d===i.h&&(s=p))})}),this.previousBackground&&!this.previousBackground.closest("body")&&(this.previousBackground=null),s&&this.previousBackground){let o=this.previousBackground.getAttribute("data-background-hash"),d=s.getAttribute("data-background-hash");if(d&&d===o&&s!==this.previousBackground){this.element.classList.add("no-transition");let p=s.querySelector("video"),g=this.previousBackground.querySelector("video");if(p&&g){let m=p.parentNode;g.parentNode.appendChild(p),m.appendChild(g)}}}let l=s!==this.previousBackground;if(l&&this.previousBackground&&this.Reveal.slideContent.stopEmbeddedContent(this.previousBackground,{unloadIframes:!this.Reveal.slideContent.shouldPreload(this.previousBackground)}),l&&s){this.Reveal.slideContent.startEmbeddedContent(s);let o=s.querySelector(".slide-background-content");if(o){let d=o.style.backgroundImage||"";/\.gif/i.test(d)&&(o.style.backgroundImage="",window.getComputedStyle(o).opacity,o.style.backgroundImage=d)}this.previousBackground=s}n&&this.bubbleSlideContrastClassToElement(n,this.Reveal.getRevealElement()),setTimeout(()=>{this.element.classList.remove("no-transition")},10)}updateParallax(){let e=this.Reveal.getIndices();if(this.Reveal.getConfig().parallaxBackgroundImage){let t=this.Reveal.getHorizontalSlides(),n=this.Reveal.getVerticalSlides(),i=this.element.style.backgroundSize.split(" "),s,a;i.length===1?s=a=parseInt(i[0],10):(s=parseInt(i[0],10),a=parseInt(i[1],10));let r=this.element.offsetWidth,l=t.length,o,d;o=typeof this.Reveal.getConfig().parallaxBackgroundHorizontal=="number"?this.Reveal.getConfig().parallaxBackgroundHorizontal:l>1?(s-r)/(l-1):0,d=o*e.h*-1;let p=this.element.offsetHeight,g=n.length,m,w;m=typeof this.Reveal.getConfig().parallaxBackgroundVertical=="number"?this.Reveal.getConfig().parallaxBackgroundVertical:(a-p)/(g-1),w=g>0?m*e.v:0,this.element.style.backgroundPosition=d+"px "+-w+"px"}}destroy(){this.element.remove()}},mn=0,Ii=class{constructor(e){this.Reveal=e}run(e,t){this.reset();let n=this.Reveal.getSlides(),i=n.indexOf(t),s=n.indexOf(e);if(e&&t&&e.hasAttribute("data-auto-animate")&&t.hasAttribute("data-auto-animate")&&e.getAttribute("data-auto-animate-id")===t.getAttribute("data-auto-animate-id")&&!(i>s?t:e).hasAttribute("data-auto-animate-restart")){this.autoAnimateStyleSheet=this.autoAnimateStyleSheet||gt();let a=this.getAutoAnimateOptions(t);e.dataset.autoAnimate="pending",t.dataset.autoAnimate="pending",a.slideDirection=i>s?"forward":"backward";let r=e.style.display==="none";r&&(e.style.display=this.Reveal.getConfig().display);let l=this.getAutoAnimatableElements(e,t).map(o=>this.autoAnimateElements(o.from,o.to,o.options||{},a,mn++));if(r&&(e.style.display="none"),t.dataset.autoAnimateUnmatched!=="false"&&this.Reveal.getConfig().autoAnimateUnmatched===!0){let o=a.duration*.8,d=a.duration*.2;this.getUnmatchedAutoAnimateElements(t).forEach(p=>{let g=this.getAutoAnimateOptions(p,a),m="unmatched";(g.duration!==a.duration||g.delay!==a.delay)&&(m="unmatched-"+mn++,l.push(`[data-auto-animate="running"] [data-auto-animate-target="${m}"] { transition: opacity ${g.duration}s ease ${g.delay}s; }`)),p.dataset.autoAnimateTarget=m},this),l.push(`[data-auto-animate="running"] [data-auto-animate-target="unmatched"] { transition: opacity ${o}s ease ${d}s; }`)}this.autoAnimateStyleSheet.innerHTML=l.join(""),requestAnimationFrame(()=>{this.autoAnimateStyleSheet&&(getComputedStyle(this.autoAnimateStyleSheet).fontWeight,t.dataset.autoAnimate="running")}),this.Reveal.dispatchEvent({type:"autoanimate",data:{fromSlide:e,toSlide:t,sheet:this.autoAnimateStyleSheet}})}}reset(){k(this.Reveal.getRevealElement(),'[data-auto-animate]:not([data-auto-animate=""])').forEach(e=>{e.dataset.autoAnimate=""}),k(this.Reveal.getRevealElement(),"[data-auto-animate-target]").forEach(e=>{delete e.dataset.autoAnimateTarget}),this.autoAnimateStyleSheet&&this.autoAnimateStyleSheet.parentNode&&(this.autoAnimateStyleSheet.parentNode.removeChild(this.autoAnimateStyleSheet),this.autoAnimateStyleSheet=null)}autoAnimateElements(e,t,n,i,s){e.dataset.autoAnimateTarget="",t.dataset.autoAnimateTarget=s;let a=this.getAutoAnimateOptions(t,i);n.delay!==void 0&&(a.delay=n.delay),n.duration!==void 0&&(a.duration=n.duration),n.easing!==void 0&&(a.easing=n.easing);let r=this.getAutoAnimatableProperties("from",e,n),l=this.getAutoAnimatableProperties("to",t,n);if(t.classList.contains("fragment")&&delete l.styles.opacity,n.translate!==!1||n.scale!==!1){let p=this.Reveal.getScale(),g={x:(r.x-l.x)/p,y:(r.y-l.y)/p,scaleX:r.width/l.width,scaleY:r.height/l.height};g.x=Math.round(g.x*1e3)/1e3,g.y=Math.round(g.y*1e3)/1e3,g.scaleX=Math.round(g.scaleX*1e3)/1e3,g.scaleX=Math.round(g.scaleX*1e3)/1e3;let m=n.translate!==!1&&(g.x!==0||g.y!==0),w=n.scale!==!1&&(g.scaleX!==0||g.scaleY!==0);if(m||w){let h=[];m&&h.push(`translate(${g.x}px, ${g.y}px)`),w&&h.push(`scale(${g.scaleX}, ${g.scaleY})`),r.styles.transform=h.join(" "),r.styles["transform-origin"]="top left",l.styles.transform="none"}}for(let p in l.styles){let g=l.styles[p],m=r.styles[p];g===m?delete l.styles[p]:(g.explicitValue===!0&&(l.styles[p]=g.value),m.explicitValue===!0&&(r.styles[p]=m.value))}let o="",d=Object.keys(l.styles);if(d.length>0){r.styles.transition="none",l.styles.transition=`all ${a.duration}s ${a.easing} ${a.delay}s`,l.styles["transition-property"]=d.join(", "),l.styles["will-change"]=d.join(", ");let p=Object.keys(r.styles).map(m=>m+": "+r.styles[m]+" !important;").join(""),g=Object.keys(l.styles).map(m=>m+": "+l.styles[m]+" !important;").join("");o='[data-auto-animate-target="'+s+'"] {'+p+'}[data-auto-animate="running"] [data-auto-animate-target="'+s+'"] {'+g+"}"}return o}getAutoAnimateOptions(e,t){let n={easing:this.Reveal.getConfig().autoAnimateEasing,duration:this.Reveal.getConfig().autoAnimateDuration,delay:0};if(n=Ee(n,t),e.parentNode){let i=j(e.parentNode,"[data-auto-animate-target]");i&&(n=this.getAutoAnimateOptions(i,n))}return e.dataset.autoAnimateEasing&&(n.easing=e.dataset.autoAnimateEasing),e.dataset.autoAnimateDuration&&(n.duration=parseFloat(e.dataset.autoAnimateDuration)),e.dataset.autoAnimateDelay&&(n.delay=parseFloat(e.dataset.autoAnimateDelay)),n}getAutoAnimatableProperties(e,t,n){let i=this.Reveal.getConfig(),s={styles:[]};if(n.translate!==!1||n.scale!==!1){let r;if(typeof n.measure=="function")r=n.measure(t);else if(i.center)r=t.getBoundingClientRect();else{let l=this.Reveal.getScale();r={x:t.offsetLeft*l,y:t.offsetTop*l,width:t.offsetWidth*l,height:t.offsetHeight*l}}s.x=r.x,s.y=r.y,s.width=r.width,s.height=r.height}let a=getComputedStyle(t);return(n.styles||i.autoAnimateStyles).forEach(r=>{let l;typeof r=="string"&&(r={property:r}),r.from!==void 0&&e==="from"?l={value:r.from,explicitValue:!0}:r.to!==void 0&&e==="to"?l={value:r.to,explicitValue:!0}:(r.property==="line-height"&&(l=parseFloat(a["line-height"])/parseFloat(a["font-size"])),isNaN(l)&&(l=a[r.property])),l!==""&&(s.styles[r.property]=l)}),s}getAutoAnimatableElements(e,t){let n=(typeof this.Reveal.getConfig().autoAnimateMatcher=="function"?this.Reveal.getConfig().autoAnimateMatcher:this.getAutoAnimatePairs).call(this,e,t),i=[];return n.filter((s,a)=>{if(i.indexOf(s.to)===-1)return i.push(s.to),!0})}getAutoAnimatePairs(e,t){let n=[],i="h1, h2, h3, h4, h5, h6, p, li";return this.findAutoAnimateMatches(n,e,t,"[data-id]",s=>s.nodeName+":::"+s.getAttribute("data-id")),this.findAutoAnimateMatches(n,e,t,i,s=>s.nodeName+":::"+s.textContent.trim()),this.findAutoAnimateMatches(n,e,t,"img, video, iframe",s=>s.nodeName+":::"+(s.getAttribute("src")||s.getAttribute("data-src"))),this.findAutoAnimateMatches(n,e,t,"pre",s=>s.nodeName+":::"+s.textContent.trim()),n.forEach(s=>{We(s.from,i)?s.options={scale:!1}:We(s.from,"pre")&&(s.options={scale:!1,styles:["width","height"]},this.findAutoAnimateMatches(n,s.from,s.to,".hljs .hljs-ln-code",a=>a.textContent,{scale:!1,styles:[],measure:this.getLocalBoundingBox.bind(this)}),this.findAutoAnimateMatches(n,s.from,s.to,".hljs .hljs-ln-numbers[data-line-number]",a=>a.getAttribute("data-line-number"),{scale:!1,styles:["width"],measure:this.getLocalBoundingBox.bind(this)}))},this),n}getLocalBoundingBox(e){let t=this.Reveal.getScale();return{x:Math.round(e.offsetLeft*t*100)/100,y:Math.round(e.offsetTop*t*100)/100,width:Math.round(e.offsetWidth*t*100)/100,height:Math.round(e.offsetHeight*t*100)/100}}findAutoAnimateMatches(e,t,n,i,s,a){let r={},l={};[].slice.call(t.querySelectorAll(i)).forEach((o,d)=>{let p=s(o);typeof p=="string"&&p.length&&(r[p]=r[p]||[],r[p].push(o))}),[].slice.call(n.querySelectorAll(i)).forEach((o,d)=>{let p=s(o);l[p]=l[p]||[],l[p].push(o);let g;if(r[p]){let m=l[p].length-1,w=r[p].length-1;r[p][m]?(g=r[p][m],r[p][m]=null):r[p][w]&&(g=r[p][w],r[p][w]=null)}g&&e.push({from:g,to:o,options:a})})}getUnmatchedAutoAnimateElements(e){return[].slice.call(e.children).reduce((t,n)=>{let i=n.querySelector("[data-auto-animate-target]");return!n.hasAttribute("data-auto-animate-target")&&!i&&t.push(n),n.querySelector("[data-auto-animate-target]")&&(t=t.concat(this.getUnmatchedAutoAnimateElements(n))),t},[])}},Mi=500,Ni=4,Bi=6,zi=8,Hi=class{constructor(e){this.Reveal=e,this.active=!1,this.activeProgressBarPage=null,this.activeProgressBarTrigger=null,this.activatedCallbacks=[],this.onScroll=this.onScroll.bind(this)}activate(){if(this.active)return;let e=this.Reveal.getState();this.active=!0,this.slideHTMLBeforeActivation=this.Reveal.getSlidesElement().innerHTML;let t=k(this.Reveal.getRevealElement(),oe),n=k(this.Reveal.getRevealElement(),Ai);this.viewportElement.classList.add("loading-scroll-mode","reveal-scroll");let i,s=window.getComputedStyle(this.viewportElement);s&&s.background&&(i=s.background);let a=[],r=t[0].parentNode,l,o=(d,p,g,m)=>{let w;if(l&&this.Reveal.shouldAutoAnimateBetween(l,d))w=document.createElement("div"),w.className="scroll-page-content scroll-auto-animate-page",w.style.display="none",l.closest(".scroll-page-content").parentNode.appendChild(w);else{let h=document.createElement("div");if(h.className="scroll-page",a.push(h),m&&n.length>p){let P=n[p],H=window.getComputedStyle(P);H&&H.background?h.style.background=H.background:i&&(h.style.background=i)}else i&&(h.style.background=i);let S=document.createElement("div");S.className="scroll-page-sticky",h.appendChild(S),w=document.createElement("div"),w.className="scroll-page-content",S.appendChild(w)}w.appendChild(d),d.classList.remove("past","future"),d.removeAttribute("inert"),d.setAttribute("data-index-h",p),d.setAttribute("data-index-v",g),d.slideBackgroundElement&&(d.slideBackgroundElement.remove("past","future"),w.insertBefore(d.slideBackgroundElement,d)),l=d};t.forEach((d,p)=>{this.Reveal.isVerticalStack(d)?d.querySelectorAll("section").forEach((g,m)=>{o(g,p,m,!0)}):o(d,p,0)},this),this.createProgressBar(),k(this.Reveal.getRevealElement(),".stack").forEach(d=>d.remove()),a.forEach(d=>r.appendChild(d)),this.Reveal.slideContent.layout(this.Reveal.getSlidesElement()),this.Reveal.layout(),this.Reveal.setState(e),this.activatedCallbacks.forEach(d=>d()),this.activatedCallbacks=[],this.restoreScrollPosition(),this.viewportElement.classList.remove("loading-scroll-mode"),this.viewportElement.addEventListener("scroll",this.onScroll,{passive:!0})}deactivate(){if(!this.active)return;let e=this.Reveal.getState();this.active=!1,this.viewportElement.removeEventListener("scroll",this.onScroll),this.viewportElement.classList.remove("reveal-scroll"),this.pendingScrollRaf&&(cancelAnimationFrame(this.pendingScrollRaf),this.pendingScrollRaf=0),this.removeProgressBar(),this.Reveal.getSlidesElement().innerHTML=this.slideHTMLBeforeActivation,this.Reveal.sync(),this.Reveal.setState(e),this.slideHTMLBeforeActivation=null}toggle(e){typeof e=="boolean"?e?this.activate():this.deactivate():this.isActive()?this.deactivate():this.activate()}isActive(){return this.active}createProgressBar(){this.progressBar=document.createElement("div"),this.progressBar.className="scrollbar",this.progressBarInner=document.createElement("div"),this.progressBarInner.className="scrollbar-inner",this.progressBar.appendChild(this.progressBarInner),this.progressBarPlayhead=document.createElement("div"),this.progressBarPlayhead.className="scrollbar-playhead",this.progressBarInner.appendChild(this.progressBarPlayhead),this.viewportElement.insertBefore(this.progressBar,this.viewportElement.firstChild);let e=n=>{let i=(n.clientY-this.progressBarInner.getBoundingClientRect().top)/this.progressBarHeight;i=Math.max(Math.min(i,1),0),this.viewportElement.scrollTop=i*(this.viewportElement.scrollHeight-this.viewportElement.offsetHeight)},t=n=>{this.draggingProgressBar=!1,this.showProgressBar(),document.removeEventListener("mousemove",e),document.removeEventListener("mouseup",t)};this.progressBarInner.addEventListener("mousedown",n=>{n.preventDefault(),this.draggingProgressBar=!0,document.addEventListener("mousemove",e),document.addEventListener("mouseup",t),e(n)})}removeProgressBar(){this.progressBar&&(this.progressBar.remove(),this.progressBar=null),this.activeProgressBarPage=null,this.activeProgressBarTrigger=null}layout(){this.isActive()&&(this.syncPages(),this.syncScrollPosition())}syncPages(){let e=this.Reveal.getConfig(),t=this.Reveal.getComputedSlideSize(window.innerWidth,window.innerHeight),n=this.Reveal.getScale(),i=e.scrollLayout==="compact",s=this.viewportElement.offsetHeight,a=t.height*n,r=i?a:s;this.scrollTriggerHeight=i?a:s,this.viewportElement.style.setProperty("--page-height",r+"px"),this.viewportElement.style.scrollSnapType=typeof e.scrollSnap=="string"?`y ${e.scrollSnap}`:"",this.slideTriggers=[];let l=Array.from(this.Reveal.getRevealElement().querySelectorAll(".scroll-page"));this.pages=l.map(o=>{let d=this.createPage({pageElement:o,slideElement:o.querySelector("section"),stickyElement:o.querySelector(".scroll-page-sticky"),contentElement:o.querySelector(".scroll-page-content"),backgroundElement:o.querySelector(".slide-background"),autoAnimateElements:o.querySelectorAll(".scroll-auto-animate-page"),autoAnimatePages:[]});d.pageElement.style.setProperty("--slide-height",e.center===!0?"auto":t.height+"px"),this.slideTriggers.push({page:d,activate:()=>this.activatePage(d),deactivate:()=>this.deactivatePage(d)}),this.createFragmentTriggersForPage(d),d.autoAnimateElements.length>0&&this.createAutoAnimateTriggersForPage(d);let p=Math.max(d.scrollTriggers.length-1,0);p+=d.autoAnimatePages.reduce((g,m)=>g+Math.max(m.scrollTriggers.length-1,0),d.autoAnimatePages.length),d.pageElement.querySelectorAll(".scroll-snap-point").forEach(g=>g.remove());for(let g=0;g<p+1;g++){let m=document.createElement("div");m.className="scroll-snap-point",m.style.height=this.scrollTriggerHeight+"px",m.style.scrollSnapAlign=i?"center":"start",d.pageElement.appendChild(m),g===0&&(m.style.marginTop=-this.scrollTriggerHeight+"px")}return i&&d.scrollTriggers.length>0?(d.pageHeight=s,d.pageElement.style.setProperty("--page-height",s+"px")):(d.pageHeight=r,d.pageElement.style.removeProperty("--page-height")),d.scrollPadding=this.scrollTriggerHeight*p,d.totalHeight=d.pageHeight+d.scrollPadding,d.pageElement.style.setProperty("--page-scroll-padding",d.scrollPadding+"px"),p>0?(d.stickyElement.style.position="sticky",d.stickyElement.style.top=Math.max((s-d.pageHeight)/2,0)+"px"):(d.stickyElement.style.position="relative",d.pageElement.style.scrollSnapAlign=d.pageHeight<s?"center":"start"),d}),this.setTriggerRanges(),this.viewportElement.setAttribute("data-scrollbar",e.scrollProgress),e.scrollProgress&&this.totalScrollTriggerCount>1?(this.progressBar||this.createProgressBar(),this.syncProgressBar()):this.removeProgressBar()}setTriggerRanges(){this.totalScrollTriggerCount=this.slideTriggers.reduce((t,n)=>t+Math.max(n.page.scrollTriggers.length,1),0);let e=0;this.slideTriggers.forEach((t,n)=>{t.range=[e,e+Math.max(t.page.scrollTriggers.length,1)/this.totalScrollTriggerCount];let i=(t.range[1]-t.range[0])/t.page.scrollTriggers.length;t.page.scrollTriggers.forEach((s,a)=>{s.range=[e+a*i,e+(a+1)*i]}),e=t.range[1]}),this.slideTriggers[this.slideTriggers.length-1].range[1]=1}createFragmentTriggersForPage(e,t){t=t||e.slideElement;let n=this.Reveal.fragments.sort(t.querySelectorAll(".fragment"),!0);return n.length&&(e.fragments=this.Reveal.fragments.sort(t.querySelectorAll(".fragment:not(.disabled)")),e.scrollTriggers.push({activate:()=>{this.Reveal.fragments.update(-1,e.fragments,t)}}),n.forEach((i,s)=>{e.scrollTriggers.push({activate:()=>{this.Reveal.fragments.update(s,e.fragments,t)}})})),e.scrollTriggers.length}createAutoAnimateTriggersForPage(e){e.autoAnimateElements.length>0&&this.slideTriggers.push(...Array.from(e.autoAnimateElements).map((t,n)=>{let i=this.createPage({slideElement:t.querySelector("section"),contentElement:t,backgroundElement:t.querySelector(".slide-background")});return this.createFragmentTriggersForPage(i,i.slideElement),e.autoAnimatePages.push(i),{page:i,activate:()=>this.activatePage(i),deactivate:()=>this.deactivatePage(i)}}))}createPage(e){return e.scrollTriggers=[],e.indexh=parseInt(e.slideElement.getAttribute("data-index-h"),10),e.indexv=parseInt(e.slideElement.getAttribute("data-index-v"),10),e}syncProgressBar(){this.progressBarInner.querySelectorAll(".scrollbar-slide").forEach(a=>a.remove()),this.activeProgressBarPage=null,this.activeProgressBarTrigger=null,this.getAllPages().forEach(a=>{a.progressBarSlide=null,a.scrollTriggers.forEach(r=>r.progressBarElement=null)});let e=this.viewportElement.scrollHeight,t=this.viewportElement.offsetHeight,n=t/e;this.progressBarHeight=this.progressBarInner.offsetHeight,this.playheadHeight=Math.max(n*this.progressBarHeight,zi),this.progressBarScrollableHeight=this.progressBarHeight-this.playheadHeight;let i=t/e*this.progressBarHeight,s=Math.min(i/8,Ni);this.progressBarPlayhead.style.height=this.playheadHeight-s+"px",i>Bi&&this.slideTriggers.forEach(a=>{let{page:r}=a;r.progressBarSlide=document.createElement("div"),r.progressBarSlide.className="scrollbar-slide",r.progressBarSlide.style.top=a.range[0]*this.progressBarHeight+"px",r.progressBarSlide.style.height=(a.range[1]-a.range[0])*this.progressBarHeight-s+"px",r.progressBarSlide.classList.toggle("has-triggers",r.scrollTriggers.length>0),this.progressBarInner.appendChild(r.progressBarSlide),r.scrollTriggers.forEach((l,o)=>{let d=document.createElement("div");d.className="scrollbar-trigger",d.style.top=(l.range[0]-a.range[0])*this.progressBarHeight+"px",d.style.height=(l.range[1]-l.range[0])*this.progressBarHeight-s+"px",r.progressBarSlide.appendChild(d),o===0&&(d.style.display="none"),l.progressBarElement=d})})}syncScrollPosition(){let e=this.viewportElement.offsetHeight,t=e/this.viewportElement.scrollHeight,n=this.viewportElement.scrollTop,i=this.viewportElement.scrollHeight-e,s=Math.max(Math.min(n/i,1),0),a=Math.max(Math.min((n+e/2)/this.viewportElement.scrollHeight,1),0),r,l=null;this.slideTriggers.forEach(o=>{let{page:d}=o,p=s>=o.range[0]-t*2&&s<=o.range[1]+t*2;p&&!d.loaded?(d.loaded=!0,this.Reveal.slideContent.load(d.slideElement)):!p&&d.loaded&&(d.loaded=!1,this.Reveal.slideContent.unload(d.slideElement)),s>=o.range[0]&&s<=o.range[1]?(this.activateTrigger(o),r=o.page):o.active&&this.deactivateTrigger(o)}),r&&r.scrollTriggers.forEach(o=>{a>=o.range[0]&&a<=o.range[1]?(this.activateTrigger(o),l=o):o.active&&this.deactivateTrigger(o)}),this.setProgressBarValue(n/(this.viewportElement.scrollHeight-e),r,l)}setProgressBarValue(e,t=null,n=null){if(this.progressBar){if(this.progressBarPlayhead.style.transform=`translateY(${e*this.progressBarScrollableHeight}px)`,this.activeProgressBarPage!==t){var i,s;(i=this.activeProgressBarPage)==null||(i=i.progressBarSlide)==null||i.classList.remove("active"),t==null||(s=t.progressBarSlide)==null||s.classList.add("active"),this.activeProgressBarPage=t}if(this.activeProgressBarTrigger!==n){var a,r;(a=this.activeProgressBarTrigger)==null||(a=a.progressBarElement)==null||a.classList.remove("active"),n==null||(r=n.progressBarElement)==null||r.classList.add("active"),this.activeProgressBarTrigger=n}this.showProgressBar()}}showProgressBar(){this.progressBar.classList.add("visible"),clearTimeout(this.hideProgressBarTimeout),this.Reveal.getConfig().scrollProgress==="auto"&&!this.draggingProgressBar&&(this.hideProgressBarTimeout=setTimeout(()=>{this.progressBar&&this.progressBar.classList.remove("visible")},Mi))}prev(){this.viewportElement.scrollTop-=this.scrollTriggerHeight}next(){this.viewportElement.scrollTop+=this.scrollTriggerHeight}scrollToSlide(e){if(!this.active)this.activatedCallbacks.push(()=>this.scrollToSlide(e));else{let t=this.getScrollTriggerBySlide(e);t&&(this.viewportElement.scrollTop=t.range[0]*(this.viewportElement.scrollHeight-this.viewportElement.offsetHeight))}}storeScrollPosition(){clearTimeout(this.storeScrollPositionTimeout),this.storeScrollPositionTimeout=setTimeout(()=>{sessionStorage.setItem("reveal-scroll-top",this.viewportElement.scrollTop),sessionStorage.setItem("reveal-scroll-origin",location.origin+location.pathname),this.storeScrollPositionTimeout=null},50)}restoreScrollPosition(){let e=sessionStorage.getItem("reveal-scroll-top"),t=sessionStorage.getItem("reveal-scroll-origin");e&&t===location.origin+location.pathname&&(this.viewportElement.scrollTop=parseInt(e,10))}activatePage(e){if(!e.active){e.active=!0;let{slideElement:t,backgroundElement:n,contentElement:i,indexh:s,indexv:a}=e;i.style.display="block",t.classList.add("present"),n&&n.classList.add("present"),this.Reveal.setCurrentScrollPage(t,s,a),this.Reveal.backgrounds.bubbleSlideContrastClassToElement(t,this.viewportElement),Array.from(i.parentNode.querySelectorAll(".scroll-page-content")).forEach(r=>{r!==i&&(r.style.display="none")})}}deactivatePage(e){e.active&&(e.active=!1,e.slideElement&&e.slideElement.classList.remove("present"),e.backgroundElement&&e.backgroundElement.classList.remove("present"))}activateTrigger(e){e.active||(e.active=!0,e.activate())}deactivateTrigger(e){e.active&&(e.active=!1,e.deactivate&&e.deactivate())}getSlideByIndices(e,t){let n=this.getAllPages().find(i=>i.indexh===e&&i.indexv===t);return n?n.slideElement:null}getScrollTriggerBySlide(e){return this.slideTriggers.find(t=>t.page.slideElement===e)}getAllPages(){return this.pages.flatMap(e=>[e,...e.autoAnimatePages||[]])}onScroll(){this.pendingScrollRaf||(this.pendingScrollRaf=requestAnimationFrame(()=>{this.pendingScrollRaf=0,this.syncScrollPosition(),this.storeScrollPosition()}))}get viewportElement(){return this.Reveal.getViewportElement()}};function vn(e,t,n,i,s,a,r){try{var l=e[a](r),o=l.value}catch(d){n(d);return}l.done?t(o):Promise.resolve(o).then(i,s)}function Di(e){return function(){var t=this,n=arguments;return new Promise(function(i,s){var a=e.apply(t,n);function r(o){vn(a,i,s,r,l,"next",o)}function l(o){vn(a,i,s,r,l,"throw",o)}r(void 0)})}}var $i=class{constructor(e){this.Reveal=e}activate(){var e=this;return Di(function*(){let t=e.Reveal.getConfig(),n=k(e.Reveal.getRevealElement(),ge),i=t.slideNumber&&/all|print/i.test(t.showSlideNumber),s=e.Reveal.getComputedSlideSize(window.innerWidth,window.innerHeight),a=Math.floor(s.width*(1+t.margin)),r=Math.floor(s.height*(1+t.margin)),l=s.width,o=s.height;yield new Promise(requestAnimationFrame),gt("@page{size:"+a+"px "+r+"px; margin: 0px;}"),gt(".reveal section>img, .reveal section>video, .reveal section>iframe{max-width: "+l+"px; max-height:"+o+"px}"),document.documentElement.classList.add("reveal-print","print-pdf"),document.body.style.width=a+"px",document.body.style.height=r+"px";let d=e.Reveal.getViewportElement(),p;if(d){let S=window.getComputedStyle(d);S&&S.background&&(p=S.background)}yield new Promise(requestAnimationFrame),e.Reveal.layoutSlideContents(l,o),yield new Promise(requestAnimationFrame);let g=n.map(S=>S.scrollHeight),m=[],w=n[0].parentNode,h=1;n.forEach(function(S,P){if(S.classList.contains("stack")===!1){let H=(a-l)/2,X=(r-o)/2,ae=g[P],V=Math.max(Math.ceil(ae/r),1);V=Math.min(V,t.pdfMaxPagesPerSlide),(V===1&&t.center||S.classList.contains("center"))&&(X=Math.max((r-ae)/2,0));let E=document.createElement("div");if(m.push(E),E.className="pdf-page",E.style.height=(r+t.pdfPageHeightOffset)*V+"px",p&&(E.style.background=p),E.appendChild(S),S.style.left=H+"px",S.style.top=X+"px",S.style.width=l+"px",this.Reveal.slideContent.layout(S),S.slideBackgroundElement&&E.insertBefore(S.slideBackgroundElement,S),t.showNotes){let N=this.Reveal.getSlideNotes(S);if(N){let W=typeof t.showNotes=="string"?t.showNotes:"inline",B=document.createElement("div");B.classList.add("speaker-notes"),B.classList.add("speaker-notes-pdf"),B.setAttribute("data-layout",W),B.innerHTML=N,W==="separate-page"?m.push(B):(B.style.left="8px",B.style.bottom="8px",B.style.width=a-16+"px",E.appendChild(B))}}if(i){let N=document.createElement("div");N.classList.add("slide-number"),N.classList.add("slide-number-pdf"),N.innerHTML=h++,E.appendChild(N)}if(t.pdfSeparateFragments){let N=this.Reveal.fragments.sort(E.querySelectorAll(".fragment"),!0),W;N.forEach(function(B,q){W&&W.forEach(function(U){U.classList.remove("current-fragment")}),B.forEach(function(U){U.classList.add("visible","current-fragment")},this);let A=E.cloneNode(!0);if(i){let U=A.querySelector(".slide-number-pdf"),R=q+1;U.innerHTML+="."+R}m.push(A),W=B},this),N.forEach(function(B){B.forEach(function(q){q.classList.remove("visible","current-fragment")})})}else k(E,".fragment:not(.fade-out)").forEach(function(N){N.classList.add("visible")})}},e),yield new Promise(requestAnimationFrame),m.forEach(S=>w.appendChild(S)),e.Reveal.slideContent.layout(e.Reveal.getSlidesElement()),e.Reveal.dispatchEvent({type:"pdf-ready"}),d.classList.remove("loading-scroll-mode")})()}isActive(){return this.Reveal.getConfig().view==="print"}},qi=class{constructor(e){this.Reveal=e}configure(e,t){e.fragments===!1?this.disable():t.fragments===!1&&this.enable()}disable(){k(this.Reveal.getSlidesElement(),".fragment").forEach(e=>{e.classList.add("visible"),e.classList.remove("current-fragment")})}enable(){k(this.Reveal.getSlidesElement(),".fragment").forEach(e=>{e.classList.remove("visible"),e.classList.remove("current-fragment")})}availableRoutes(){let e=this.Reveal.getCurrentSlide();if(e&&this.Reveal.getConfig().fragments){let t=e.querySelectorAll(".fragment:not(.disabled)"),n=e.querySelectorAll(".fragment:not(.disabled):not(.visible)");return{prev:t.length-n.length>0,next:!!n.length}}return{prev:!1,next:!1}}sort(e,t=!1){e=Array.from(e);let n=[],i=[],s=[];e.forEach(r=>{if(r.hasAttribute("data-fragment-index")){let l=parseInt(r.getAttribute("data-fragment-index"),10);n[l]||(n[l]=[]),n[l].push(r)}else i.push([r])}),n=n.concat(i);let a=0;return n.forEach(r=>{r.forEach(l=>{s.push(l),l.setAttribute("data-fragment-index",a)}),a++}),t===!0?n:s}sortAll(){this.Reveal.getHorizontalSlides().forEach(e=>{let t=k(e,"section");t.forEach((n,i)=>{this.sort(n.querySelectorAll(".fragment"))},this),t.length===0&&this.sort(e.querySelectorAll(".fragment"))})}update(e,t,n=this.Reveal.getCurrentSlide()){let i={shown:[],hidden:[]};if(n&&this.Reveal.getConfig().fragments&&(t=t||this.sort(n.querySelectorAll(".fragment")),t.length)){let s=0;if(typeof e!="number"){let a=this.sort(n.querySelectorAll(".fragment.visible")).pop();a&&(e=parseInt(a.getAttribute("data-fragment-index")||0,10))}Array.from(t).forEach((a,r)=>{if(a.hasAttribute("data-fragment-index")&&(r=parseInt(a.getAttribute("data-fragment-index"),10)),s=Math.max(s,r),r<=e){let l=a.classList.contains("visible");a.classList.add("visible"),a.classList.remove("current-fragment"),r===e&&(this.Reveal.announceStatus(this.Reveal.getStatusText(a)),a.classList.add("current-fragment"),this.Reveal.slideContent.startEmbeddedContent(a)),l||(i.shown.push(a),this.Reveal.dispatchEvent({target:a,type:"visible",bubbles:!1}))}else{let l=a.classList.contains("visible");a.classList.remove("visible"),a.classList.remove("current-fragment"),l&&(this.Reveal.slideContent.stopEmbeddedContent(a),i.hidden.push(a),this.Reveal.dispatchEvent({target:a,type:"hidden",bubbles:!1}))}}),e=typeof e=="number"?e:-1,e=Math.max(Math.min(e,s),-1),n.setAttribute("data-fragment",e)}return i.hidden.length&&this.Reveal.dispatchEvent({type:"fragmenthidden",data:{fragment:i.hidden[0],fragments:i.hidden}}),i.shown.length&&this.Reveal.dispatchEvent({type:"fragmentshown",data:{fragment:i.shown[0],fragments:i.shown}}),i}sync(e=this.Reveal.getCurrentSlide()){return this.sort(e.querySelectorAll(".fragment"))}goto(e,t=0){let n=this.Reveal.getCurrentSlide();if(n&&this.Reveal.getConfig().fragments){let i=this.sort(n.querySelectorAll(".fragment:not(.disabled)"));if(i.length){if(typeof e!="number"){let a=this.sort(n.querySelectorAll(".fragment:not(.disabled).visible")).pop();e=a?parseInt(a.getAttribute("data-fragment-index")||0,10):-1}e+=t;let s=this.update(e,i);return this.Reveal.controls.update(),this.Reveal.progress.update(),this.Reveal.getConfig().fragmentInURL&&this.Reveal.location.writeURL(),!!(s.shown.length||s.hidden.length)}}return!1}next(){return this.goto(null,1)}prev(){return this.goto(null,-1)}},Oi=class{constructor(e){this.Reveal=e,this.active=!1,this.onSlideClicked=this.onSlideClicked.bind(this)}activate(){if(this.Reveal.getConfig().overview&&!this.Reveal.isScrollView()&&!this.isActive()){this.active=!0,this.Reveal.getRevealElement().classList.add("overview"),this.Reveal.cancelAutoSlide(),this.Reveal.getSlidesElement().appendChild(this.Reveal.getBackgroundsElement()),k(this.Reveal.getRevealElement(),ge).forEach(n=>{n.classList.contains("stack")||n.addEventListener("click",this.onSlideClicked,!0)});let e=this.Reveal.getComputedSlideSize();this.overviewSlideWidth=e.width+70,this.overviewSlideHeight=e.height+70,this.Reveal.getConfig().rtl&&(this.overviewSlideWidth=-this.overviewSlideWidth),this.Reveal.updateSlidesVisibility(),this.layout(),this.update(),this.Reveal.layout();let t=this.Reveal.getIndices();this.Reveal.dispatchEvent({type:"overviewshown",data:{indexh:t.h,indexv:t.v,currentSlide:this.Reveal.getCurrentSlide()}})}}layout(){this.Reveal.getHorizontalSlides().forEach((e,t)=>{e.setAttribute("data-index-h",t),pe(e,"translate3d("+t*this.overviewSlideWidth+"px, 0, 0)"),e.classList.contains("stack")&&k(e,"section").forEach((n,i)=>{n.setAttribute("data-index-h",t),n.setAttribute("data-index-v",i),pe(n,"translate3d(0, "+i*this.overviewSlideHeight+"px, 0)")})}),Array.from(this.Reveal.getBackgroundsElement().childNodes).forEach((e,t)=>{pe(e,"translate3d("+t*this.overviewSlideWidth+"px, 0, 0)"),k(e,".slide-background").forEach((n,i)=>{pe(n,"translate3d(0, "+i*this.overviewSlideHeight+"px, 0)")})})}update(){let e=Math.min(window.innerWidth,window.innerHeight),t=Math.max(e/5,150)/e,n=this.Reveal.getIndices();this.Reveal.transformSlides({overview:["scale("+t+")","translateX("+-n.h*this.overviewSlideWidth+"px)","translateY("+-n.v*this.overviewSlideHeight+"px)"].join(" ")})}deactivate(){if(this.Reveal.getConfig().overview){this.active=!1,this.Reveal.getRevealElement().classList.remove("overview"),this.Reveal.getRevealElement().classList.add("overview-deactivating"),setTimeout(()=>{this.Reveal.getRevealElement().classList.remove("overview-deactivating")},1),this.Reveal.getRevealElement().appendChild(this.Reveal.getBackgroundsElement()),k(this.Reveal.getRevealElement(),ge).forEach(t=>{pe(t,""),t.removeEventListener("click",this.onSlideClicked,!0)}),k(this.Reveal.getBackgroundsElement(),".slide-background").forEach(t=>{pe(t,"")}),this.Reveal.transformSlides({overview:""});let e=this.Reveal.getIndices();this.Reveal.slide(e.h,e.v),this.Reveal.layout(),this.Reveal.cueAutoSlide(),this.Reveal.dispatchEvent({type:"overviewhidden",data:{indexh:e.h,indexv:e.v,currentSlide:this.Reveal.getCurrentSlide()}})}}toggle(e){typeof e=="boolean"?e?this.activate():this.deactivate():this.isActive()?this.deactivate():this.activate()}isActive(){return this.active}onSlideClicked(e){if(this.isActive()){e.preventDefault();let t=e.target;for(;t&&!t.nodeName.match(/section/gi);)t=t.parentNode;if(t&&!t.classList.contains("disabled")&&(this.deactivate(),t.nodeName.match(/section/gi))){let n=parseInt(t.getAttribute("data-index-h"),10),i=parseInt(t.getAttribute("data-index-v"),10);this.Reveal.slide(n,i)}}}},Fi=class{constructor(e){this.Reveal=e,this.shortcuts={},this.bindings={},this.onDocumentKeyDown=this.onDocumentKeyDown.bind(this)}configure(e,t){e.navigationMode==="linear"?(this.shortcuts["&#8594;  ,  &#8595;  ,  SPACE  ,  N  ,  L  ,  J"]="Next slide",this.shortcuts["&#8592;  ,  &#8593;  ,  P  ,  H  ,  K"]="Previous slide"):(this.shortcuts["N  ,  SPACE"]="Next slide",this.shortcuts["P  ,  Shift SPACE"]="Previous slide",this.shortcuts["&#8592;  ,  H"]="Navigate left",this.shortcuts["&#8594;  ,  L"]="Navigate right",this.shortcuts["&#8593;  ,  K"]="Navigate up",this.shortcuts["&#8595;  ,  J"]="Navigate down"),this.shortcuts["Alt + &#8592;/&#8593/&#8594;/&#8595;"]="Navigate without fragments",this.shortcuts["Shift + &#8592;/&#8593/&#8594;/&#8595;"]="Jump to first/last slide",this.shortcuts["B  ,  ."]="Pause",this.shortcuts.F="Fullscreen",this.shortcuts.G="Jump to slide",this.shortcuts["ESC, O"]="Slide overview"}bind(){document.addEventListener("keydown",this.onDocumentKeyDown,!1)}unbind(){document.removeEventListener("keydown",this.onDocumentKeyDown,!1)}addKeyBinding(e,t){typeof e=="object"&&e.keyCode?this.bindings[e.keyCode]={callback:t,key:e.key,description:e.description}:this.bindings[e]={callback:t,key:null,description:null}}removeKeyBinding(e){delete this.bindings[e]}triggerKey(e){this.onDocumentKeyDown({keyCode:e})}registerKeyboardShortcut(e,t){this.shortcuts[e]=t}getShortcuts(){return this.shortcuts}getBindings(){return this.bindings}onDocumentKeyDown(e){let t=this.Reveal.getConfig();if(typeof t.keyboardCondition=="function"&&t.keyboardCondition(e)===!1||t.keyboardCondition==="focused"&&!this.Reveal.isFocused())return!0;let n=e.keyCode,i=!this.Reveal.isAutoSliding();this.Reveal.onUserInput(e);let s=document.activeElement&&document.activeElement.isContentEditable===!0,a=document.activeElement&&document.activeElement.tagName&&/input|textarea/i.test(document.activeElement.tagName),r=document.activeElement&&document.activeElement.className&&/speaker-notes/i.test(document.activeElement.className),l=!([32,37,38,39,40,63,78,80,191].indexOf(e.keyCode)!==-1&&e.shiftKey||e.altKey)&&(e.shiftKey||e.altKey||e.ctrlKey||e.metaKey);if(s||a||r||l)return;let o=[66,86,190,191,112],d;if(typeof t.keyboard=="object")for(d in t.keyboard)t.keyboard[d]==="togglePause"&&o.push(parseInt(d,10));if(this.Reveal.isOverlayOpen()&&!["Escape","f","c","b","."].includes(e.key)||this.Reveal.isPaused()&&o.indexOf(n)===-1)return!1;let p=t.navigationMode==="linear"||!this.Reveal.hasHorizontalSlides()||!this.Reveal.hasVerticalSlides(),g=!1;if(typeof t.keyboard=="object"){for(d in t.keyboard)if(parseInt(d,10)===n){let m=t.keyboard[d];typeof m=="function"?m.apply(null,[e]):typeof m=="string"&&typeof this.Reveal[m]=="function"&&this.Reveal[m].call(),g=!0}}if(g===!1){for(d in this.bindings)if(parseInt(d,10)===n){let m=this.bindings[d].callback;typeof m=="function"?m.apply(null,[e]):typeof m=="string"&&typeof this.Reveal[m]=="function"&&this.Reveal[m].call(),g=!0}}g===!1&&(g=!0,n===80||n===33?this.Reveal.prev({skipFragments:e.altKey}):n===78||n===34?this.Reveal.next({skipFragments:e.altKey}):n===72||n===37?e.shiftKey?this.Reveal.slide(0):!this.Reveal.overview.isActive()&&p?t.rtl?this.Reveal.next({skipFragments:e.altKey}):this.Reveal.prev({skipFragments:e.altKey}):this.Reveal.left({skipFragments:e.altKey}):n===76||n===39?e.shiftKey?this.Reveal.slide(this.Reveal.getHorizontalSlides().length-1):!this.Reveal.overview.isActive()&&p?t.rtl?this.Reveal.prev({skipFragments:e.altKey}):this.Reveal.next({skipFragments:e.altKey}):this.Reveal.right({skipFragments:e.altKey}):n===75||n===38?e.shiftKey?this.Reveal.slide(void 0,0):!this.Reveal.overview.isActive()&&p?this.Reveal.prev({skipFragments:e.altKey}):this.Reveal.up({skipFragments:e.altKey}):n===74||n===40?e.shiftKey?this.Reveal.slide(void 0,Number.MAX_VALUE):!this.Reveal.overview.isActive()&&p?this.Reveal.next({skipFragments:e.altKey}):this.Reveal.down({skipFragments:e.altKey}):n===36?this.Reveal.slide(0):n===35?this.Reveal.slide(this.Reveal.getHorizontalSlides().length-1):n===32?(this.Reveal.overview.isActive()&&this.Reveal.overview.deactivate(),e.shiftKey?this.Reveal.prev({skipFragments:e.altKey}):this.Reveal.next({skipFragments:e.altKey})):[58,59,66,86,190].includes(n)||n===191&&!e.shiftKey?this.Reveal.togglePause():n===70?Sn(t.embedded?this.Reveal.getViewportElement():document.documentElement):n===65?t.autoSlideStoppable&&this.Reveal.toggleAutoSlide(i):n===71?t.jumpToSlide&&this.Reveal.toggleJumpToSlide():n===67&&this.Reveal.isOverlayOpen()?this.Reveal.closeOverlay():(n===63||n===191)&&e.shiftKey||n===112?this.Reveal.toggleHelp():g=!1),g?e.preventDefault&&e.preventDefault():n===27||n===79?(this.Reveal.closeOverlay()===!1&&this.Reveal.overview.toggle(),e.preventDefault&&e.preventDefault()):n===13&&this.Reveal.overview.isActive()&&(this.Reveal.overview.deactivate(),e.preventDefault&&e.preventDefault()),this.Reveal.cueAutoSlide()}};function fn(e,t){var n=Object.keys(e);if(Object.getOwnPropertySymbols){var i=Object.getOwnPropertySymbols(e);t&&(i=i.filter(function(s){return Object.getOwnPropertyDescriptor(e,s).enumerable})),n.push.apply(n,i)}return n}function G(e){for(var t=1;t<arguments.length;t++){var n=arguments[t]==null?{}:arguments[t];t%2?fn(Object(n),!0).forEach(function(i){vt(e,i,n[i])}):Object.getOwnPropertyDescriptors?Object.defineProperties(e,Object.getOwnPropertyDescriptors(n)):fn(Object(n)).forEach(function(i){Object.defineProperty(e,i,Object.getOwnPropertyDescriptor(n,i))})}return e}var Vi=class{constructor(e){vt(this,"MAX_REPLACE_STATE_FREQUENCY",1e3),this.Reveal=e,this.writeURLTimeout=0,this.replaceStateTimestamp=0,this.onWindowHashChange=this.onWindowHashChange.bind(this)}bind(){window.addEventListener("hashchange",this.onWindowHashChange,!1)}unbind(){window.removeEventListener("hashchange",this.onWindowHashChange,!1)}getIndicesFromHash(e=window.location.hash,t={}){let n=e.replace(/^#\/?/,""),i=n.split("/");if(!/^[0-9]*$/.test(i[0])&&n.length){let s,a;/\/[-\d]+$/g.test(n)&&(a=parseInt(n.split("/").pop(),10),a=isNaN(a)?void 0:a,n=n.split("/").shift());try{let r=decodeURIComponent(n);s=(document.getElementById(r)||document.querySelector(`[data-id="${r}"]`)).closest(".slides section")}catch{}if(s)return G(G({},this.Reveal.getIndices(s)),{},{f:a})}else{let s=this.Reveal.getConfig(),a=s.hashOneBasedIndex||t.oneBasedIndex?1:0,r=parseInt(i[0],10)-a||0,l=parseInt(i[1],10)-a||0,o;return s.fragmentInURL&&(o=parseInt(i[2],10),isNaN(o)&&(o=void 0)),{h:r,v:l,f:o}}return null}readURL(){let e=this.Reveal.getIndices(),t=this.getIndicesFromHash();t?(t.h!==e.h||t.v!==e.v||t.f!==void 0)&&this.Reveal.slide(t.h,t.v,t.f):this.Reveal.slide(e.h||0,e.v||0)}writeURL(e){let t=this.Reveal.getConfig(),n=this.Reveal.getCurrentSlide();if(clearTimeout(this.writeURLTimeout),typeof e=="number")this.writeURLTimeout=setTimeout(this.writeURL,e);else if(n){let i=this.getHash();t.history?window.location.hash=i:t.hash&&(i==="/"?this.debouncedReplaceState(window.location.pathname+window.location.search):this.debouncedReplaceState("#"+i))}}replaceState(e){window.history.replaceState(null,null,e),this.replaceStateTimestamp=Date.now()}debouncedReplaceState(e){clearTimeout(this.replaceStateTimeout),Date.now()-this.replaceStateTimestamp>this.MAX_REPLACE_STATE_FREQUENCY?this.replaceState(e):this.replaceStateTimeout=setTimeout(()=>this.replaceState(e),this.MAX_REPLACE_STATE_FREQUENCY)}getHash(e){let t="/",n=e||this.Reveal.getCurrentSlide(),i=n?n.getAttribute("id"):null;i&&(i=encodeURIComponent(i));let s=this.Reveal.getIndices(e);if(this.Reveal.getConfig().fragmentInURL||(s.f=void 0),typeof i=="string"&&i.length)t="/"+i,s.f>=0&&(t+="/"+s.f);else{let a=+!!this.Reveal.getConfig().hashOneBasedIndex;(s.h>0||s.v>0||s.f>=0)&&(t+=s.h+a),(s.v>0||s.f>=0)&&(t+="/"+(s.v+a)),s.f>=0&&(t+="/"+s.f)}return t}onWindowHashChange(e){this.readURL()}},Ui=class{constructor(e){this.Reveal=e,this.onNavigateLeftClicked=this.onNavigateLeftClicked.bind(this),this.onNavigateRightClicked=this.onNavigateRightClicked.bind(this),this.onNavigateUpClicked=this.onNavigateUpClicked.bind(this),this.onNavigateDownClicked=this.onNavigateDownClicked.bind(this),this.onNavigatePrevClicked=this.onNavigatePrevClicked.bind(this),this.onNavigateNextClicked=this.onNavigateNextClicked.bind(this),this.onEnterFullscreen=this.onEnterFullscreen.bind(this)}render(){let e=this.Reveal.getConfig().rtl,t=this.Reveal.getRevealElement();this.element=document.createElement("aside"),this.element.className="controls",this.element.innerHTML=`<button class="navigate-left" aria-label="${e?"next slide":"previous slide"}"><div class="controls-arrow"></div></button>
			<button class="navigate-right" aria-label="${e?"previous slide":"next slide"}"><div class="controls-arrow"></div></button>
			<button class="navigate-up" aria-label="above slide"><div class="controls-arrow"></div></button>
			<button class="navigate-down" aria-label="below slide"><div class="controls-arrow"></div></button>`,this.Reveal.getRevealElement().appendChild(this.element),this.controlsLeft=k(t,".navigate-left"),this.controlsRight=k(t,".navigate-right"),this.controlsUp=k(t,".navigate-up"),this.controlsDown=k(t,".navigate-down"),this.controlsPrev=k(t,".navigate-prev"),this.controlsNext=k(t,".navigate-next"),this.controlsFullscreen=k(t,".enter-fullscreen"),this.controlsRightArrow=this.element.querySelector(".navigate-right"),this.controlsLeftArrow=this.element.querySelector(".navigate-left"),this.controlsDownArrow=this.element.querySelector(".navigate-down")}configure(e,t){let n=e.controls==="speaker"||e.controls==="speaker-only";this.element.style.display=e.controls&&(!n||this.Reveal.isSpeakerNotes())?"block":"none",this.element.setAttribute("data-controls-layout",e.controlsLayout),this.element.setAttribute("data-controls-back-arrows",e.controlsBackArrows)}bind(){let e=["touchstart","click"];En&&(e=["touchend"]),e.forEach(t=>{this.controlsLeft.forEach(n=>n.addEventListener(t,this.onNavigateLeftClicked,!1)),this.controlsRight.forEach(n=>n.addEventListener(t,this.onNavigateRightClicked,!1)),this.controlsUp.forEach(n=>n.addEventListener(t,this.onNavigateUpClicked,!1)),this.controlsDown.forEach(n=>n.addEventListener(t,this.onNavigateDownClicked,!1)),this.controlsPrev.forEach(n=>n.addEventListener(t,this.onNavigatePrevClicked,!1)),this.controlsNext.forEach(n=>n.addEventListener(t,this.onNavigateNextClicked,!1)),this.controlsFullscreen.forEach(n=>n.addEventListener(t,this.onEnterFullscreen,!1))})}unbind(){["touchstart","touchend","click"].forEach(e=>{this.controlsLeft.forEach(t=>t.removeEventListener(e,this.onNavigateLeftClicked,!1)),this.controlsRight.forEach(t=>t.removeEventListener(e,this.onNavigateRightClicked,!1)),this.controlsUp.forEach(t=>t.removeEventListener(e,this.onNavigateUpClicked,!1)),this.controlsDown.forEach(t=>t.removeEventListener(e,this.onNavigateDownClicked,!1)),this.controlsPrev.forEach(t=>t.removeEventListener(e,this.onNavigatePrevClicked,!1)),this.controlsNext.forEach(t=>t.removeEventListener(e,this.onNavigateNextClicked,!1)),this.controlsFullscreen.forEach(t=>t.removeEventListener(e,this.onEnterFullscreen,!1))})}update(){let e=this.Reveal.availableRoutes();[...this.controlsLeft,...this.controlsRight,...this.controlsUp,...this.controlsDown,...this.controlsPrev,...this.controlsNext].forEach(n=>{n.classList.remove("enabled","fragmented"),n.setAttribute("disabled","disabled")}),e.left&&this.controlsLeft.forEach(n=>{n.classList.add("enabled"),n.removeAttribute("disabled")}),e.right&&this.controlsRight.forEach(n=>{n.classList.add("enabled"),n.removeAttribute("disabled")}),e.up&&this.controlsUp.forEach(n=>{n.classList.add("enabled"),n.removeAttribute("disabled")}),e.down&&this.controlsDown.forEach(n=>{n.classList.add("enabled"),n.removeAttribute("disabled")}),(e.left||e.up)&&this.controlsPrev.forEach(n=>{n.classList.add("enabled"),n.removeAttribute("disabled")}),(e.right||e.down)&&this.controlsNext.forEach(n=>{n.classList.add("enabled"),n.removeAttribute("disabled")});let t=this.Reveal.getCurrentSlide();if(t){let n=this.Reveal.fragments.availableRoutes();n.prev&&this.controlsPrev.forEach(a=>{a.classList.add("fragmented","enabled"),a.removeAttribute("disabled")}),n.next&&this.controlsNext.forEach(a=>{a.classList.add("fragmented","enabled"),a.removeAttribute("disabled")});let i=this.Reveal.isVerticalSlide(t),s=i&&t.parentElement&&t.parentElement.querySelectorAll(":scope > section").length>1;i&&s?(n.prev&&this.controlsUp.forEach(a=>{a.classList.add("fragmented","enabled"),a.removeAttribute("disabled")}),n.next&&this.controlsDown.forEach(a=>{a.classList.add("fragmented","enabled"),a.removeAttribute("disabled")})):(n.prev&&this.controlsLeft.forEach(a=>{a.classList.add("fragmented","enabled"),a.removeAttribute("disabled")}),n.next&&this.controlsRight.forEach(a=>{a.classList.add("fragmented","enabled"),a.removeAttribute("disabled")}))}if(this.Reveal.getConfig().controlsTutorial){let n=this.Reveal.getIndices();!this.Reveal.hasNavigatedVertically()&&e.down?this.controlsDownArrow.classList.add("highlight"):(this.controlsDownArrow.classList.remove("highlight"),this.Reveal.getConfig().rtl?!this.Reveal.hasNavigatedHorizontally()&&e.left&&n.v===0?this.controlsLeftArrow.classList.add("highlight"):this.controlsLeftArrow.classList.remove("highlight"):!this.Reveal.hasNavigatedHorizontally()&&e.right&&n.v===0?this.controlsRightArrow.classList.add("highlight"):this.controlsRightArrow.classList.remove("highlight"))}}destroy(){this.unbind(),this.element.remove()}onNavigateLeftClicked(e){e.preventDefault(),this.Reveal.onUserInput(),this.Reveal.getConfig().navigationMode==="linear"?this.Reveal.prev():this.Reveal.left()}onNavigateRightClicked(e){e.preventDefault(),this.Reveal.onUserInput(),this.Reveal.getConfig().navigationMode==="linear"?this.Reveal.next():this.Reveal.right()}onNavigateUpClicked(e){e.preventDefault(),this.Reveal.onUserInput(),this.Reveal.up()}onNavigateDownClicked(e){e.preventDefault(),this.Reveal.onUserInput(),this.Reveal.down()}onNavigatePrevClicked(e){e.preventDefault(),this.Reveal.onUserInput(),this.Reveal.prev()}onNavigateNextClicked(e){e.preventDefault(),this.Reveal.onUserInput(),this.Reveal.next()}onEnterFullscreen(e){let t=this.Reveal.getConfig(),n=this.Reveal.getViewportElement();Sn(t.embedded?n:n.parentElement)}},ji=class{constructor(e){this.Reveal=e,this.onProgressClicked=this.onProgressClicked.bind(this)}render(){this.element=document.createElement("div"),this.element.className="progress",this.Reveal.getRevealElement().appendChild(this.element),this.bar=document.createElement("span"),this.element.appendChild(this.bar)}configure(e,t){this.element.style.display=e.progress?"block":"none"}bind(){this.Reveal.getConfig().progress&&this.element&&this.element.addEventListener("click",this.onProgressClicked,!1)}unbind(){this.Reveal.getConfig().progress&&this.element&&this.element.removeEventListener("click",this.onProgressClicked,!1)}update(){if(this.Reveal.getConfig().progress&&this.bar){let e=this.Reveal.getProgress();this.Reveal.getTotalSlides()<2&&(e=0),this.bar.style.transform="scaleX("+e+")"}}getMaxWidth(){return this.Reveal.getRevealElement().offsetWidth}onProgressClicked(e){this.Reveal.onUserInput(e),e.preventDefault();let t=this.Reveal.getSlides(),n=t.length,i=Math.floor(e.clientX/this.getMaxWidth()*n);this.Reveal.getConfig().rtl&&(i=n-i);let s=this.Reveal.getIndices(t[i]);this.Reveal.slide(s.h,s.v)}destroy(){this.element.remove()}},Wi=class{constructor(e){this.Reveal=e,this.lastMouseWheelStep=0,this.cursorHidden=!1,this.cursorInactiveTimeout=0,this.onDocumentCursorActive=this.onDocumentCursorActive.bind(this),this.onDocumentMouseScroll=this.onDocumentMouseScroll.bind(this)}configure(e,t){e.mouseWheel?document.addEventListener("wheel",this.onDocumentMouseScroll,!1):document.removeEventListener("wheel",this.onDocumentMouseScroll,!1),e.hideInactiveCursor?(document.addEventListener("mousemove",this.onDocumentCursorActive,!1),document.addEventListener("mousedown",this.onDocumentCursorActive,!1)):(this.showCursor(),document.removeEventListener("mousemove",this.onDocumentCursorActive,!1),document.removeEventListener("mousedown",this.onDocumentCursorActive,!1))}showCursor(){this.cursorHidden&&(this.cursorHidden=!1,this.Reveal.getRevealElement().style.cursor="")}hideCursor(){this.cursorHidden===!1&&(this.cursorHidden=!0,this.Reveal.getRevealElement().style.cursor="none")}destroy(){this.showCursor(),document.removeEventListener("wheel",this.onDocumentMouseScroll,!1),document.removeEventListener("mousemove",this.onDocumentCursorActive,!1),document.removeEventListener("mousedown",this.onDocumentCursorActive,!1)}onDocumentCursorActive(e){this.showCursor(),clearTimeout(this.cursorInactiveTimeout),this.cursorInactiveTimeout=setTimeout(this.hideCursor.bind(this),this.Reveal.getConfig().hideCursorTime)}onDocumentMouseScroll(e){if(Date.now()-this.lastMouseWheelStep>1e3){this.lastMouseWheelStep=Date.now();let t=e.detail||-e.wheelDelta;t>0?this.Reveal.next():t<0&&this.Reveal.prev()}}},bn=(e,t)=>{let n=document.createElement("script");n.type="text/javascript",n.async=!1,n.defer=!1,n.src=e,typeof t=="function"&&(n.onload=s=>{s.type==="load"&&(n.onload=n.onerror=null,t())},n.onerror=s=>{n.onload=n.onerror=null,t(Error("Failed loading script: "+n.src+`
`+s))});let i=document.querySelector("head");i&&i.insertBefore(n,i.lastChild)},_i=class{constructor(e){this.Reveal=e,this.state="idle",this.registeredPlugins={},this.asyncDependencies=[]}load(e,t){return this.state="loading",e.forEach(this.registerPlugin.bind(this)),new Promise(n=>{let i=[],s=0;if(t.forEach(a=>{(!a.condition||a.condition())&&(a.async?this.asyncDependencies.push(a):i.push(a))}),i.length){s=i.length;let a=r=>{r&&typeof r.callback=="function"&&r.callback(),--s===0&&this.initPlugins().then(n)};i.forEach(r=>{typeof r.id=="string"?(this.registerPlugin(r),a(r)):typeof r.src=="string"?bn(r.src,()=>a(r)):(console.warn("Unrecognized plugin format",r),a())})}else this.initPlugins().then(n)})}initPlugins(){return new Promise(e=>{let t=Object.values(this.registeredPlugins),n=t.length;if(n===0)this.loadAsync().then(e);else{let i,s=()=>{--n===0?this.loadAsync().then(e):i()},a=0;i=()=>{let r=t[a++];if(typeof r.init=="function"){let l=r.init(this.Reveal);l&&typeof l.then=="function"?l.then(s):s()}else s()},i()}})}loadAsync(){return this.state="loaded",this.asyncDependencies.length&&this.asyncDependencies.forEach(e=>{bn(e.src,e.callback)}),Promise.resolve()}registerPlugin(e){arguments.length===2&&typeof arguments[0]=="string"?(e=arguments[1],e.id=arguments[0]):typeof e=="function"&&(e=e());let t=e.id;typeof t=="string"?this.registeredPlugins[t]===void 0?(this.registeredPlugins[t]=e,this.state==="loaded"&&typeof e.init=="function"&&e.init(this.Reveal)):console.warn('reveal.js: "'+t+'" plugin has already been registered'):console.warn("Unrecognized plugin format; can't find plugin.id",e)}hasPlugin(e){return!!this.registeredPlugins[e]}getPlugin(e){return this.registeredPlugins[e]}getRegisteredPlugins(){return this.registeredPlugins}destroy(){Object.values(this.registeredPlugins).forEach(e=>{typeof e.destroy=="function"&&e.destroy()}),this.registeredPlugins={},this.asyncDependencies=[]}},Ki=class{constructor(e){this.Reveal=e,this.onSlidesClicked=this.onSlidesClicked.bind(this),this.iframeTriggerSelector=null,this.mediaTriggerSelector="[data-preview-image], [data-preview-video]",this.stateProps=["previewIframe","previewImage","previewVideo","previewFit"],this.state={}}update(){this.iframeTriggerSelector=this.Reveal.getConfig().previewLinks?"a[href]:not([data-preview-link=false]), [data-preview-link]:not(a):not([data-preview-link=false])":"[data-preview-link]:not([data-preview-link=false])";let e=this.Reveal.getSlidesElement().querySelectorAll(this.iframeTriggerSelector).length>0,t=this.Reveal.getSlidesElement().querySelectorAll(this.mediaTriggerSelector).length>0;e||t?this.Reveal.getSlidesElement().addEventListener("click",this.onSlidesClicked,!1):this.Reveal.getSlidesElement().removeEventListener("click",this.onSlidesClicked,!1)}createOverlay(e){this.dom=document.createElement("div"),this.dom.classList.add("r-overlay"),this.dom.classList.add(e),this.viewport=document.createElement("div"),this.viewport.classList.add("r-overlay-viewport"),this.dom.appendChild(this.viewport),this.Reveal.getRevealElement().appendChild(this.dom)}previewIframe(e){if(typeof e!="string")return;let t;try{t=new URL(e,document.baseURI)}catch{return}if(t.protocol==="file:"&&window.location.protocol!=="file:"||!["http:","https:","file:"].includes(t.protocol)&&t.href!=="about:blank")return;this.close(),this.state={previewIframe:e},this.createOverlay("r-overlay-preview"),this.dom.dataset.state="loading",this.viewport.innerHTML=`<header class="r-overlay-header">
				<a class="r-overlay-header-button r-overlay-external" target="_blank" rel="noopener"><span class="icon"></span></a>
				<button class="r-overlay-header-button r-overlay-close"><span class="icon"></span></button>
			</header>
			<div class="r-overlay-spinner"></div>
			<div class="r-overlay-content">
				<iframe></iframe>
				<small class="r-overlay-content-inner">
					<span class="r-overlay-error x-frame-error">Unable to load iframe. This is likely due to the site's policy (x-frame-options).</span>
				</small>
			</div>`;let n=this.dom.querySelector("iframe");n.addEventListener("load",i=>{this.dom.dataset.state="loaded"},!1),n.src=t.href,this.dom.querySelector(".r-overlay-external").href=t.href,this.dom.querySelector(".r-overlay-close").addEventListener("click",i=>{this.close(),i.preventDefault()},!1),this.dom.querySelector(".r-overlay-external").addEventListener("click",i=>{this.close()},!1),this.Reveal.dispatchEvent({type:"previewiframe",data:{url:e}})}previewMedia(e,t,n){if(t!=="image"&&t!=="video"){console.warn("Please specify a valid media type to preview (image|video)");return}this.close(),n=n||"scale-down",this.createOverlay("r-overlay-preview"),this.dom.dataset.state="loading",this.dom.dataset.previewFit=n,this.viewport.innerHTML=`<header class="r-overlay-header">
				<button class="r-overlay-header-button r-overlay-close">Esc <span class="icon"></span></button>
			</header>
			<div class="r-overlay-spinner"></div>
			<div class="r-overlay-content"></div>`;let i=this.dom.querySelector(".r-overlay-content");if(t==="image"){this.state={previewImage:e,previewFit:n};let s=document.createElement("img",{});s.src=e,i.appendChild(s),s.addEventListener("load",()=>{this.dom.dataset.state="loaded"},!1),s.addEventListener("error",()=>{this.dom.dataset.state="error",i.innerHTML='<span class="r-overlay-error">Unable to load image.</span>'},!1),this.dom.style.cursor="zoom-out",this.dom.addEventListener("click",a=>{this.close()},!1),this.Reveal.dispatchEvent({type:"previewimage",data:{url:e}})}else if(t==="video"){this.state={previewVideo:e,previewFit:n};let s=document.createElement("video");s.autoplay=this.dom.dataset.previewAutoplay!=="false",s.controls=this.dom.dataset.previewControls!=="false",s.loop=this.dom.dataset.previewLoop==="true",s.muted=this.dom.dataset.previewMuted==="true",s.playsInline=!0,s.src=e,i.appendChild(s),s.addEventListener("loadeddata",()=>{this.dom.dataset.state="loaded"},!1),s.addEventListener("error",()=>{this.dom.dataset.state="error",i.innerHTML='<span class="r-overlay-error">Unable to load video.</span>'},!1),this.Reveal.dispatchEvent({type:"previewvideo",data:{url:e}})}else throw Error("Please specify a valid media type to preview");this.dom.querySelector(".r-overlay-close").addEventListener("click",s=>{this.close(),s.preventDefault()},!1)}previewImage(e,t){this.previewMedia(e,"image",t)}previewVideo(e,t){this.previewMedia(e,"video",t)}toggleHelp(e){typeof e=="boolean"?e?this.showHelp():this.close():this.dom?this.close():this.showHelp()}showHelp(){if(this.Reveal.getConfig().help){this.close(),this.createOverlay("r-overlay-help");let e='<p class="title">Keyboard Shortcuts</p>',t=this.Reveal.keyboard.getShortcuts(),n=this.Reveal.keyboard.getBindings();e+="<table><th>KEY</th><th>ACTION</th>";for(let i in t)e+=`<tr><td>${i}</td><td>${t[i]}</td></tr>`;for(let i in n)n[i].key&&n[i].description&&(e+=`<tr><td>${n[i].key}</td><td>${n[i].description}</td></tr>`);e+="</table>",this.viewport.innerHTML=`
				<header class="r-overlay-header">
					<button class="r-overlay-header-button r-overlay-close">Esc <span class="icon"></span></button>
				</header>
				<div class="r-overlay-content">
					<div class="r-overlay-help-content">${e}</div>
				</div>
			`,this.dom.querySelector(".r-overlay-close").addEventListener("click",i=>{this.close(),i.preventDefault()},!1),this.Reveal.dispatchEvent({type:"showhelp"})}}isOpen(){return!!this.dom}close(){return this.dom?(this.dom.remove(),this.dom=null,this.state={},this.Reveal.dispatchEvent({type:"closeoverlay"}),!0):!1}getState(){return this.state}setState(e){this.stateProps.every(t=>this.state[t]===e[t])||(e.previewIframe?this.previewIframe(e.previewIframe):e.previewImage?this.previewImage(e.previewImage,e.previewFit):e.previewVideo?this.previewVideo(e.previewVideo,e.previewFit):this.close())}onSlidesClicked(e){let t=e.target,n=t.closest(this.iframeTriggerSelector),i=t.closest(this.mediaTriggerSelector);if(n){if(e.metaKey||e.shiftKey||e.altKey)return;let s=n.getAttribute("data-preview-link"),a=typeof s=="string"&&s.startsWith("http")?s:n.getAttribute("href");a&&(this.previewIframe(a),e.preventDefault())}else if(i){if(i.hasAttribute("data-preview-image")){let s=i.dataset.previewImage||i.getAttribute("src");s&&(this.previewImage(s,i.dataset.previewFit),e.preventDefault())}else if(i.hasAttribute("data-preview-video")){let s=i.dataset.previewVideo||i.getAttribute("src");if(!s){let a=i.querySelector("source");a&&(s=a.getAttribute("src"))}s&&(this.previewVideo(s,i.dataset.previewFit),e.preventDefault())}}}destroy(){this.close()}},yn=40,Xi=1.03,Zi=class{constructor(e){this.Reveal=e,this.touchStartX=0,this.touchStartY=0,this.touchStartCount=0,this.touchCaptured=!1,this.activePointers=new Map,this.onPointerDown=this.onPointerDown.bind(this),this.onPointerMove=this.onPointerMove.bind(this),this.onPointerUp=this.onPointerUp.bind(this),this.onPointerCancel=this.onPointerCancel.bind(this),this.onTouchStart=this.onTouchStart.bind(this),this.onTouchMove=this.onTouchMove.bind(this),this.onTouchEnd=this.onTouchEnd.bind(this)}bind(){let e=this.Reveal.getRevealElement();"onpointerdown"in window?(e.addEventListener("pointerdown",this.onPointerDown,!1),e.addEventListener("pointermove",this.onPointerMove,!1),e.addEventListener("pointerup",this.onPointerUp,!1),e.addEventListener("pointercancel",this.onPointerCancel,!1)):(e.addEventListener("touchstart",this.onTouchStart,!1),e.addEventListener("touchmove",this.onTouchMove,!1),e.addEventListener("touchend",this.onTouchEnd,!1))}unbind(){let e=this.Reveal.getRevealElement();e.removeEventListener("pointerdown",this.onPointerDown,!1),e.removeEventListener("pointermove",this.onPointerMove,!1),e.removeEventListener("pointerup",this.onPointerUp,!1),e.removeEventListener("pointercancel",this.onPointerCancel,!1),e.removeEventListener("touchstart",this.onTouchStart,!1),e.removeEventListener("touchmove",this.onTouchMove,!1),e.removeEventListener("touchend",this.onTouchEnd,!1)}isSwipePrevented(e){if(We(e,"video[controls], audio[controls]"))return!0;for(;e&&typeof e.hasAttribute=="function";){if(e.hasAttribute("data-prevent-swipe"))return!0;e=e.parentNode}return!1}isViewportZoomed(){if(!window.visualViewport||typeof window.visualViewport.scale!="number")return!1;let e=window.visualViewport.scale;return this.visualViewportBaseScale=this.visualViewportBaseScale===void 0?e:Math.min(this.visualViewportBaseScale,e),e/this.visualViewportBaseScale>Xi}onTouchStart(e){if(this.touchCaptured=!1,this.isSwipePrevented(e.target))return!0;this.touchStartX=e.touches[0].clientX,this.touchStartY=e.touches[0].clientY,this.touchStartCount=e.touches.length}onTouchMove(e){if(this.isSwipePrevented(e.target))return!0;let t=this.Reveal.getConfig();if(this.touchCaptured)En&&e.preventDefault();else{this.Reveal.onUserInput(e);let n=e.touches[0].clientX,i=e.touches[0].clientY;if(e.touches.length===1&&this.touchStartCount!==2){let s=this.Reveal.availableRoutes({includeFragments:!0}),a=n-this.touchStartX,r=i-this.touchStartY;a>yn&&Math.abs(a)>Math.abs(r)?(this.touchCaptured=!0,t.navigationMode==="linear"?t.rtl?this.Reveal.next():this.Reveal.prev():this.Reveal.left()):a<-40&&Math.abs(a)>Math.abs(r)?(this.touchCaptured=!0,t.navigationMode==="linear"?t.rtl?this.Reveal.prev():this.Reveal.next():this.Reveal.right()):r>yn&&s.up?(this.touchCaptured=!0,t.navigationMode==="linear"?this.Reveal.prev():this.Reveal.up()):r<-40&&s.down&&(this.touchCaptured=!0,t.navigationMode==="linear"?this.Reveal.next():this.Reveal.down()),t.embedded?(this.touchCaptured||this.Reveal.isVerticalSlide())&&e.preventDefault():e.preventDefault()}}}onTouchEnd(e){this.touchCaptured&&!this.Reveal.slideContent.isAllowedToPlayAudio()&&this.Reveal.startEmbeddedContent(this.Reveal.getCurrentSlide()),this.touchCaptured=!1}getActiveTouches(){return Array.from(this.activePointers.values(),e=>({clientX:e.clientX,clientY:e.clientY}))}onPointerDown(e){e.pointerType==="touch"&&(this.activePointers.set(e.pointerId,e),e.touches=this.getActiveTouches(),this.onTouchStart(e))}onPointerMove(e){e.pointerType==="touch"&&(this.activePointers.set(e.pointerId,e),e.touches=this.getActiveTouches(),this.onTouchMove(e))}onPointerUp(e){e.pointerType==="touch"&&(this.activePointers.delete(e.pointerId),e.touches=this.getActiveTouches(),this.onTouchEnd(e))}onPointerCancel(e){e.pointerType==="touch"&&(this.activePointers.delete(e.pointerId),e.touches=this.getActiveTouches(),this.onTouchEnd(e))}},pt="focus",wn="blur",Ji=class{constructor(e){this.Reveal=e,this.onRevealPointerDown=this.onRevealPointerDown.bind(this),this.onDocumentPointerDown=this.onDocumentPointerDown.bind(this)}configure(e,t){e.embedded?this.blur():(this.focus(),this.unbind())}bind(){this.Reveal.getConfig().embedded&&this.Reveal.getRevealElement().addEventListener("pointerdown",this.onRevealPointerDown,!1)}unbind(){this.Reveal.getRevealElement().removeEventListener("pointerdown",this.onRevealPointerDown,!1),document.removeEventListener("pointerdown",this.onDocumentPointerDown,!1)}focus(){this.state!==pt&&(this.Reveal.getRevealElement().classList.add("focused"),document.addEventListener("pointerdown",this.onDocumentPointerDown,!1)),this.state=pt}blur(){this.state!==wn&&(this.Reveal.getRevealElement().classList.remove("focused"),document.removeEventListener("pointerdown",this.onDocumentPointerDown,!1)),this.state=wn}isFocused(){return this.state===pt}destroy(){this.Reveal.getRevealElement().classList.remove("focused")}onRevealPointerDown(e){this.focus()}onDocumentPointerDown(e){let t=j(e.target,".reveal");(!t||t!==this.Reveal.getRevealElement())&&this.blur()}},Qi=class{constructor(e){this.Reveal=e}render(){this.element=document.createElement("div"),this.element.className="speaker-notes",this.element.setAttribute("data-prevent-swipe",""),this.element.setAttribute("tabindex","0"),this.Reveal.getRevealElement().appendChild(this.element)}configure(e,t){e.showNotes&&this.element.setAttribute("data-layout",typeof e.showNotes=="string"?e.showNotes:"inline")}update(){this.Reveal.getConfig().showNotes&&this.element&&this.Reveal.getCurrentSlide()&&!this.Reveal.isScrollView()&&!this.Reveal.isPrintView()&&(this.element.innerHTML=this.getSlideNotes()||'<span class="notes-placeholder">No notes on this slide.</span>')}updateVisibility(){this.Reveal.getConfig().showNotes&&this.hasNotes()&&!this.Reveal.isScrollView()&&!this.Reveal.isPrintView()?this.Reveal.getRevealElement().classList.add("show-notes"):this.Reveal.getRevealElement().classList.remove("show-notes")}hasNotes(){return this.Reveal.getSlidesElement().querySelectorAll("[data-notes], aside.notes").length>0}isSpeakerNotesWindow(){return!!window.location.search.match(/receiver/gi)}getSlideNotes(e=this.Reveal.getCurrentSlide()){if(e.hasAttribute("data-notes"))return e.getAttribute("data-notes");let t=e.querySelectorAll("aside.notes");return t?Array.from(t).map(n=>n.innerHTML).join(`
`):null}destroy(){this.element.remove()}},Yi=class{constructor(e,t){this.diameter=100,this.diameter2=this.diameter/2,this.thickness=6,this.playing=!1,this.progress=0,this.progressOffset=1,this.container=e,this.progressCheck=t,this.canvas=document.createElement("canvas"),this.canvas.className="playback",this.canvas.width=this.diameter,this.canvas.height=this.diameter,this.canvas.style.width=this.diameter2+"px",this.canvas.style.height=this.diameter2+"px",this.context=this.canvas.getContext("2d"),this.container.appendChild(this.canvas),this.render()}setPlaying(e){let t=this.playing;this.playing=e,!t&&this.playing?this.animate():this.render()}animate(){let e=this.progress;this.progress=this.progressCheck(),e>.8&&this.progress<.2&&(this.progressOffset=this.progress),this.render(),this.playing&&requestAnimationFrame(this.animate.bind(this))}render(){let e=this.playing?this.progress:0,t=this.diameter2-this.thickness,n=this.diameter2,i=this.diameter2;this.progressOffset+=(1-this.progressOffset)*.1;let s=-Math.PI/2+Math.PI*2*e,a=-Math.PI/2+this.progressOffset*(Math.PI*2);this.context.save(),this.context.clearRect(0,0,this.diameter,this.diameter),this.context.beginPath(),this.context.arc(n,i,t+4,0,Math.PI*2,!1),this.context.fillStyle="rgba( 0, 0, 0, 0.4 )",this.context.fill(),this.context.beginPath(),this.context.arc(n,i,t,0,Math.PI*2,!1),this.context.lineWidth=this.thickness,this.context.strokeStyle="rgba( 255, 255, 255, 0.2 )",this.context.stroke(),this.playing&&(this.context.beginPath(),this.context.arc(n,i,t,a,s,!1),this.context.lineWidth=this.thickness,this.context.strokeStyle="#fff",this.context.stroke()),this.context.translate(n-14,i-14),this.playing?(this.context.fillStyle="#fff",this.context.fillRect(0,0,10,28),this.context.fillRect(18,0,10,28)):(this.context.beginPath(),this.context.translate(4,0),this.context.moveTo(0,0),this.context.lineTo(24,14),this.context.lineTo(0,28),this.context.fillStyle="#fff",this.context.fill()),this.context.restore()}on(e,t){this.canvas.addEventListener(e,t,!1)}off(e,t){this.canvas.removeEventListener(e,t,!1)}destroy(){this.playing=!1,this.canvas.parentNode&&this.container.removeChild(this.canvas)}},Gi={width:960,height:700,margin:.04,minScale:.2,maxScale:2,controls:!0,controlsTutorial:!0,controlsLayout:"bottom-right",controlsBackArrows:"faded",progress:!0,slideNumber:!1,showSlideNumber:"all",hashOneBasedIndex:!1,hash:!1,respondToHashChanges:!0,jumpToSlide:!0,history:!1,keyboard:!0,keyboardCondition:null,disableLayout:!1,overview:!0,center:!0,touch:!0,loop:!1,rtl:!1,navigationMode:"default",shuffle:!1,fragments:!0,fragmentInURL:!0,embedded:!1,help:!0,pause:!0,showNotes:!1,showHiddenSlides:!1,autoPlayMedia:null,preloadIframes:null,mouseWheel:!1,previewLinks:!1,viewDistance:3,mobileViewDistance:2,display:"block",hideInactiveCursor:!0,hideCursorTime:5e3,sortFragmentsOnSync:!0,autoAnimate:!0,autoAnimateMatcher:null,autoAnimateEasing:"ease",autoAnimateDuration:1,autoAnimateUnmatched:!0,autoAnimateStyles:["opacity","color","background-color","padding","font-size","line-height","letter-spacing","border-width","border-color","border-radius","outline","outline-offset"],autoSlide:0,autoSlideStoppable:!0,autoSlideMethod:null,defaultTiming:null,postMessage:!0,postMessageEvents:!1,focusBodyOnPageVisibilityChange:!0,transition:"slide",transitionSpeed:"default",backgroundTransition:"fade",parallaxBackgroundImage:"",parallaxBackgroundSize:"",parallaxBackgroundRepeat:"",parallaxBackgroundPosition:"",parallaxBackgroundHorizontal:null,parallaxBackgroundVertical:null,view:null,scrollLayout:"full",scrollSnap:"mandatory",scrollProgress:"auto",scrollActivationWidth:435,pdfMaxPagesPerSlide:1/0,pdfSeparateFragments:!0,pdfPageHeightOffset:-1,dependencies:[],plugins:[]},xn="6.0.2";function An(e,t){arguments.length<2&&(t=arguments[0],e=document.querySelector(".reveal"));let n={},i={},s=!1,a=!1,r,l,o,d,p={hasNavigatedHorizontally:!1,hasNavigatedVertically:!1},g=[],m=1,w={layout:"",overview:""},h={},S="idle",P=0,H,X=0,ae=-1,V=!1,E=new xi(n),N=new Li(n),W=new Ti(n),B=new Ii(n),q=new Ci(n),A=new Hi(n),U=new $i(n),R=new qi(n),v=new Oi(n),x=new Fi(n),M=new Vi(n),ne=new Ui(n),J=new ji(n),ce=new Wi(n),O=new _i(n),D=new Ki(n),me=new Ji(n),et=new Zi(n),Y=new Qi(n);function Wn(c){if(!e)throw'Unable to find presentation root (<div class="reveal">).';if(s)throw"Reveal.js has already been initialized.";if(s=!0,h.wrapper=e,h.slides=e.querySelector(".slides"),!h.slides)throw'Unable to find slides container (<div class="slides">).';return i=G(G(G(G(G({},Gi),i),t),c),gn()),/print-pdf/gi.test(window.location.search)&&(i.view="print"),_n(),window.addEventListener("load",we,!1),O.load(i.plugins,i.dependencies).then(Kn),new Promise(u=>n.on("ready",u))}function _n(){i.embedded===!0?h.viewport=j(e,".reveal-viewport")||e:(h.viewport=document.body,document.documentElement.classList.add("reveal-full-page")),h.viewport.classList.add("reveal-viewport")}function Kn(){s!==!1&&(a=!0,Bt(),Zn(),Gn(),Qn(),Yn(),li(),Ht(),q.update(!0),Xn(),M.readURL(),setTimeout(()=>{h.slides.classList.remove("no-transition"),h.wrapper.classList.add("ready"),Z({type:"ready",data:{indexh:r,indexv:l,currentSlide:d}})},1))}function Xn(){let c=i.view==="print",u=i.view==="scroll"||i.view==="reader";(c||u)&&(c?Be():et.unbind(),h.viewport.classList.add("loading-scroll-mode"),c?document.readyState==="complete"?U.activate():window.addEventListener("load",()=>U.activate()):A.activate())}function Bt(){i.showHiddenSlides||k(h.wrapper,'section[data-visibility="hidden"]').forEach(c=>{let u=c.parentNode;u.childElementCount===1&&/section/i.test(u.nodeName)?u.remove():c.remove()})}function Zn(){h.slides.classList.add("no-transition"),ve?h.wrapper.classList.add("no-hover"):h.wrapper.classList.remove("no-hover"),q.render(),N.render(),W.render(),ne.render(),J.render(),Y.render(),h.pauseOverlay=vi(h.wrapper,"div","pause-overlay",i.controls?'<button class="resume-button">Resume presentation</button>':null),h.statusElement=Jn(),h.wrapper.setAttribute("role","application")}function Jn(){let c=h.wrapper.querySelector(".aria-status");return c||(c=document.createElement("div"),c.style.position="absolute",c.style.height="1px",c.style.width="1px",c.style.overflow="hidden",c.style.clip="rect( 1px, 1px, 1px, 1px )",c.classList.add("aria-status"),c.setAttribute("aria-live","polite"),c.setAttribute("aria-atomic","true"),h.wrapper.appendChild(c)),c}function tt(c){h.statusElement.textContent=c}function Ne(c){let u="";if(c.nodeType===3)u+=c.textContent.trim();else if(c.nodeType===1){let f=c.getAttribute("aria-hidden"),b=window.getComputedStyle(c).display==="none";if(f!=="true"&&!b){if(c.tagName==="IMG"||c.tagName==="VIDEO"){let y=c.getAttribute("alt");y&&(u+=zt(y))}Array.from(c.childNodes).forEach(y=>{u+=Ne(y)}),["P","DIV","UL","OL","LI","H1","H2","H3","H4","H5","H6","BLOCKQUOTE"].includes(c.tagName)&&u.trim()!==""&&(u=zt(u))}}return u=u.trim(),u===""?"":u+" "}function zt(c){let u=c.trim();return u===""?c:/[.!?]$/.test(u)?u:u+"."}function Qn(){setInterval(()=>{(!A.isActive()&&h.wrapper.scrollTop!==0||h.wrapper.scrollLeft!==0)&&(h.wrapper.scrollTop=0,h.wrapper.scrollLeft=0)},1e3)}function Yn(){document.addEventListener("fullscreenchange",Ve),document.addEventListener("webkitfullscreenchange",Ve)}function Gn(){i.postMessage&&window.addEventListener("message",ln,!1)}function Ht(c){let u=G({},i);if(typeof c=="object"&&Ee(i,c),n.isReady()===!1)return;let f=h.wrapper.querySelectorAll(ge).length;h.wrapper.classList.remove(u.transition),h.wrapper.classList.add(i.transition),h.wrapper.setAttribute("data-transition-speed",i.transitionSpeed),h.wrapper.setAttribute("data-background-transition",i.backgroundTransition),h.viewport.style.setProperty("--slide-width",typeof i.width=="string"?i.width:i.width+"px"),h.viewport.style.setProperty("--slide-height",typeof i.height=="string"?i.height:i.height+"px"),i.shuffle&&at(),ht(h.wrapper,"embedded",i.embedded),ht(h.wrapper,"rtl",i.rtl),ht(h.wrapper,"center",i.center),i.pause===!1&&Re(),B.reset(),H&&(H.destroy(),H=null),f>1&&i.autoSlide&&i.autoSlideStoppable&&(H=new Yi(h.wrapper,()=>Math.min(Math.max((Date.now()-ae)/P,0),1)),H.on("click",mi),V=!1),i.navigationMode==="default"?h.wrapper.removeAttribute("data-navigation-mode"):h.wrapper.setAttribute("data-navigation-mode",i.navigationMode),Y.configure(i,u),me.configure(i,u),ce.configure(i,u),ne.configure(i,u),J.configure(i,u),x.configure(i,u),R.configure(i,u),N.configure(i,u),Zt()}function Dt(){window.addEventListener("resize",hn,!1),i.touch&&et.bind(),i.keyboard&&x.bind(),i.progress&&J.bind(),i.respondToHashChanges&&M.bind(),ne.bind(),me.bind(),h.slides.addEventListener("click",cn,!1),h.slides.addEventListener("transitionend",dn,!1),h.pauseOverlay.addEventListener("click",Re,!1),i.focusBodyOnPageVisibilityChange&&document.addEventListener("visibilitychange",un,!1)}function Be(){et.unbind(),me.unbind(),x.unbind(),ne.unbind(),J.unbind(),M.unbind(),window.removeEventListener("resize",hn,!1),h.slides.removeEventListener("click",cn,!1),h.slides.removeEventListener("transitionend",dn,!1),h.pauseOverlay.removeEventListener("click",Re,!1)}function ei(){s=!1,a!==!1&&(Be(),De(),Y.destroy(),me.destroy(),D.destroy(),O.destroy(),ce.destroy(),ne.destroy(),J.destroy(),q.destroy(),N.destroy(),W.destroy(),document.removeEventListener("fullscreenchange",Ve),document.removeEventListener("webkitfullscreenchange",Ve),document.removeEventListener("visibilitychange",un,!1),window.removeEventListener("message",ln,!1),window.removeEventListener("load",we,!1),h.pauseOverlay&&h.pauseOverlay.remove(),h.statusElement&&h.statusElement.remove(),document.documentElement.classList.remove("reveal-full-page"),h.wrapper.classList.remove("ready","center","has-horizontal-slides","has-vertical-slides"),h.wrapper.removeAttribute("data-transition-speed"),h.wrapper.removeAttribute("data-background-transition"),h.viewport.classList.remove("reveal-viewport"),h.viewport.style.removeProperty("--slide-width"),h.viewport.style.removeProperty("--slide-height"),h.slides.style.removeProperty("width"),h.slides.style.removeProperty("height"),h.slides.style.removeProperty("zoom"),h.slides.style.removeProperty("left"),h.slides.style.removeProperty("top"),h.slides.style.removeProperty("bottom"),h.slides.style.removeProperty("right"),h.slides.style.removeProperty("transform"),Array.from(h.wrapper.querySelectorAll(ge)).forEach(c=>{c.style.removeProperty("display"),c.style.removeProperty("top"),c.removeAttribute("hidden"),c.removeAttribute("aria-hidden"),c.removeAttribute("inert")}))}function $t(c,u,f){e.addEventListener(c,u,f)}function qt(c,u,f){e.removeEventListener(c,u,f)}function nt(c){typeof c.layout=="string"&&(w.layout=c.layout),typeof c.overview=="string"&&(w.overview=c.overview),w.layout?pe(h.slides,w.layout+" "+w.overview):pe(h.slides,w.overview)}function Z({target:c=h.wrapper,type:u,data:f,bubbles:b=!0}){let y=document.createEvent("HTMLEvents",1,2);return y.initEvent(u,b,!0),Ee(y,f),c.dispatchEvent(y),c===h.wrapper&&Ft(u),y}function Ot(c){Z({type:"slidechanged",data:{indexh:r,indexv:l,previousSlide:o,currentSlide:d,origin:c}})}function Ft(c,u){if(i.postMessageEvents&&window.parent!==window.self){let f={namespace:"reveal",eventName:c,state:rn()};Ee(f,u),window.parent.postMessage(JSON.stringify(f),"*")}}function we(){if(h.wrapper&&!U.isActive()){let c=h.viewport.offsetWidth,u=h.viewport.offsetHeight;if(!i.disableLayout){ve&&!i.embedded&&document.documentElement.style.setProperty("--vh",window.innerHeight*.01+"px");let f=A.isActive()?ze(c,u):ze(),b=m;Vt(i.width,i.height),h.slides.style.width=f.width+"px",h.slides.style.height=f.height+"px",m=Math.min(f.presentationWidth/f.width,f.presentationHeight/f.height),m=Math.max(m,i.minScale),m=Math.min(m,i.maxScale),m=Math.round(m*100)/100,m===1||A.isActive()?(h.slides.style.zoom="",h.slides.style.left="",h.slides.style.top="",h.slides.style.bottom="",h.slides.style.right="",nt({layout:""})):(h.slides.style.zoom="",h.slides.style.left="50%",h.slides.style.top="50%",h.slides.style.bottom="auto",h.slides.style.right="auto",nt({layout:"translate(-50%, -50%) scale("+m+")"}));let y=Array.from(h.wrapper.querySelectorAll(ge)).filter(L=>L.style.display!=="none"),C=Array(y.length);for(let L=0,$=y.length;L<$;L++){let _=y[L];i.center||_.classList.contains("center")?_.classList.contains("stack")?C[L]=0:C[L]=Math.max((f.height-_.scrollHeight)/2,0)+"px":C[L]=""}for(let L=0,$=y.length;L<$;L++)y[L].style.top=C[L];b!==m&&Z({type:"resize",data:{oldScale:b,scale:m,size:f}})}ti(),h.viewport.style.setProperty("--slide-scale",m),h.viewport.style.setProperty("--viewport-width",c+"px"),h.viewport.style.setProperty("--viewport-height",u+"px"),A.layout(),J.update(),q.updateParallax(),v.isActive()&&v.update()}}function Vt(c,u){k(h.slides,"section > .stretch, section > .r-stretch").forEach(f=>{let b=fi(f,u);if(/(img|video)/gi.test(f.nodeName)){let y=f.naturalWidth||f.videoWidth,C=f.naturalHeight||f.videoHeight,L=Math.min(c/y,b/C);f.style.width=y*L+"px",f.style.height=C*L+"px"}else f.style.width=c+"px",f.style.height=b+"px"})}function ti(){if(h.wrapper&&!i.disableLayout&&!U.isActive()&&typeof i.scrollActivationWidth=="number"&&i.view!=="scroll"){let c=ze();c.presentationWidth>0&&c.presentationWidth<=i.scrollActivationWidth?A.isActive()||(q.create(),A.activate()):A.isActive()&&A.deactivate()}}function ze(c,u){let f=i.width,b=i.height;i.disableLayout&&(f=h.slides.offsetWidth,b=h.slides.offsetHeight);let y={width:f,height:b,presentationWidth:c||h.wrapper.offsetWidth,presentationHeight:u||h.wrapper.offsetHeight};return y.presentationWidth-=y.presentationWidth*i.margin,y.presentationHeight-=y.presentationHeight*i.margin,typeof y.width=="string"&&/%$/.test(y.width)&&(y.width=parseInt(y.width,10)/100*y.presentationWidth),typeof y.height=="string"&&/%$/.test(y.height)&&(y.height=parseInt(y.height,10)/100*y.presentationHeight),y}function Ut(c,u){typeof c=="object"&&typeof c.setAttribute=="function"&&c.setAttribute("data-previous-indexv",u||0)}function jt(c){if(typeof c=="object"&&typeof c.setAttribute=="function"&&c.classList.contains("stack")){let u=c.hasAttribute("data-start-indexv")?"data-start-indexv":"data-previous-indexv";return parseInt(c.getAttribute(u)||0,10)}return 0}function Ae(c=d){return c&&c.parentNode&&!!c.parentNode.nodeName.match(/section/i)}function ni(c=d){return c.classList.contains(".stack")||c.querySelector("section")!==null}function Wt(){return d&&Ae(d)?!d.nextElementSibling:!1}function _t(){return r===0&&l===0}function it(){return d?!(d.nextElementSibling||Ae(d)&&d.parentNode.nextElementSibling):!1}function Kt(){if(i.pause){let c=h.wrapper.classList.contains("paused");De(),h.wrapper.classList.add("paused"),c===!1&&Z({type:"paused"})}}function Re(){let c=h.wrapper.classList.contains("paused");h.wrapper.classList.remove("paused"),ke(),c&&Z({type:"resumed"})}function Xt(c){typeof c=="boolean"?c?Kt():Re():Le()?Re():Kt()}function Le(){return h.wrapper.classList.contains("paused")}function ii(c){typeof c=="boolean"?c?W.show():W.hide():W.isVisible()?W.hide():W.show()}function si(c){typeof c=="boolean"?c?qe():$e():V?qe():$e()}function ai(){return!!(P&&!V)}function ie(c,u,f,b){if(Z({type:"beforeslidechange",data:{indexh:c===void 0?r:c,indexv:u===void 0?l:u,origin:b}}).defaultPrevented)return;o=d;let y=h.wrapper.querySelectorAll(oe);if(A.isActive()){let F=A.getSlideByIndices(c,u);F&&A.scrollToSlide(F);return}if(y.length===0)return;u===void 0&&!v.isActive()&&(u=jt(y[c])),o&&o.parentNode&&o.parentNode.classList.contains("stack")&&Ut(o.parentNode,l);let C=g.concat();g.length=0;let L=r||0,$=l||0;r=He(oe,c===void 0?r:c),l=He(ut,u===void 0?l:u);let _=r!==L||l!==$;_||(o=null);let ue=y[r],Q=ue.querySelectorAll("section");e.classList.toggle("is-vertical-slide",Q.length>1),d=Q[l]||ue;let z=!1;_&&o&&d&&!v.isActive()&&(S="running",z=st(o,d,L,$),z&&h.slides.classList.add("disable-slide-transitions")),rt(),we(),v.isActive()&&v.update(),f!==void 0&&R.goto(f),o&&o!==d&&(o.classList.remove("present"),o.setAttribute("aria-hidden","true"),_t()&&setTimeout(()=>{ci().forEach(F=>{Ut(F,0)})},0));e:for(let F=0,Ue=g.length;F<Ue;F++){for(let je=0;je<C.length;je++)if(C[je]===g[F]){C.splice(je,1);continue e}h.viewport.classList.add(g[F]),Z({type:g[F]})}for(;C.length;)h.viewport.classList.remove(C.pop());_&&(E.afterSlideChanged(),Ot(b)),(_||!o)&&(E.stopEmbeddedContent(o),E.startEmbeddedContent(d)),requestAnimationFrame(()=>{tt(Ne(d))}),J.update(),ne.update(),Y.update(),q.update(),q.updateParallax(),N.update(),R.update(),M.writeURL(),ke(),z&&(setTimeout(()=>{h.slides.classList.remove("disable-slide-transitions")},0),i.autoAnimate&&B.run(o,d))}function st(c,u,f,b){return c.hasAttribute("data-auto-animate")&&u.hasAttribute("data-auto-animate")&&c.getAttribute("data-auto-animate-id")===u.getAttribute("data-auto-animate-id")&&!(r>f||l>b?u:c).hasAttribute("data-auto-animate-restart")}function ri(c,u,f){let b=r||0;r=u,l=f;let y=d!==c;o=d,d=c,d&&o&&i.autoAnimate&&st(o,d,b,l)&&B.run(o,d),y&&(E.afterSlideChanged(),o&&(E.stopEmbeddedContent(o),E.stopEmbeddedContent(o.slideBackgroundElement)),E.startEmbeddedContent(d),E.startEmbeddedContent(d.slideBackgroundElement)),requestAnimationFrame(()=>{tt(Ne(d))}),Ot()}function Zt(){Be(),Dt(),we(),P=i.autoSlide,ke(),q.create(),M.writeURL(),i.sortFragmentsOnSync===!0&&R.sortAll(),r!==void 0&&(r=He(oe,r),l=He(ut,l)),ne.update(),J.update(),rt(),Y.update(),Y.updateVisibility(),D.update(),q.update(!0),N.update(),E.formatEmbeddedContent(),i.autoPlayMedia===!1?E.stopEmbeddedContent(d,{unloadIframes:!1}):E.startEmbeddedContent(d),v.isActive()&&v.layout(),Z({type:"sync"})}function oi(c=d){q.sync(c),R.sync(c),E.load(c),q.update(),Y.update(),Z({type:"slidesync",data:{slide:c}})}function li(){he().forEach(c=>{k(c,"section").forEach((u,f)=>{f>0&&(u.classList.remove("present"),u.classList.remove("past"),u.classList.add("future"),u.setAttribute("aria-hidden","true"))})})}function at(c=he()){c.forEach((u,f)=>{let b=c[Math.floor(Math.random()*c.length)];b.parentNode===u.parentNode&&u.parentNode.insertBefore(u,b);let y=u.querySelectorAll("section");y.length&&at(y)})}function He(c,u){let f=k(h.wrapper,c),b=f.length,y=A.isActive()||U.isActive(),C=!1,L=!1;if(b){i.loop&&(u>=b&&(C=!0),u%=b,u<0&&(u=b+u,L=!0)),u=Math.max(Math.min(u,b-1),0);for(let Q=0;Q<b;Q++){let z=f[Q],F=i.rtl&&!Ae(z);if(z.classList.remove("past"),z.classList.remove("present"),z.classList.remove("future"),z.setAttribute("hidden",""),z.setAttribute("aria-hidden","true"),z.querySelector("section")&&z.classList.add("stack"),y){z.classList.add("present");continue}Q<u?(z.classList.add(F?"future":"past"),i.fragments&&Jt(z)):Q>u?(z.classList.add(F?"past":"future"),i.fragments&&Qt(z)):Q===u&&i.fragments&&(C?Qt(z):L&&Jt(z))}let $=f[u],_=$.classList.contains("present");$.classList.add("present"),$.removeAttribute("hidden"),$.removeAttribute("aria-hidden"),_||Z({target:$,type:"visible",bubbles:!1});let ue=$.getAttribute("data-state");ue&&(g=g.concat(ue.split(" ")))}else u=0;return u}function Jt(c){k(c,".fragment").forEach(u=>{u.classList.add("visible"),u.classList.remove("current-fragment")})}function Qt(c){k(c,".fragment.visible").forEach(u=>{u.classList.remove("visible","current-fragment")})}function rt(){let c=he(),u=c.length,f,b;if(u&&r!==void 0){let C=v.isActive(),L=C?10:i.viewDistance;ve&&(L=C?6:i.mobileViewDistance),U.isActive()&&(L=Number.MAX_VALUE);for(let $=0;$<u;$++){let _=c[$],ue=k(_,"section"),Q=ue.length;if(f=Math.abs((r||0)-$)||0,i.loop&&(f=Math.abs(((r||0)-$)%(u-L))||0),f<L?E.load(_):E.unload(_),Q){let z=C?0:jt(_);for(let F=0;F<Q;F++){let Ue=ue[F];b=Math.abs($===(r||0)?(l||0)-F:F-z),f+b<L?E.load(Ue):E.unload(Ue)}}}nn()?h.wrapper.classList.add("has-vertical-slides"):h.wrapper.classList.remove("has-vertical-slides"),tn()?h.wrapper.classList.add("has-horizontal-slides"):h.wrapper.classList.remove("has-horizontal-slides")}let y=v.isActive()||A.isActive()||U.isActive();k(h.wrapper,ge).forEach(C=>{C.toggleAttribute("inert",!y&&C!==d&&!C.contains(d))})}function re({includeFragments:c=!1}={}){let u=h.wrapper.querySelectorAll(oe),f=h.wrapper.querySelectorAll(ut),b={left:r>0,right:r<u.length-1,up:l>0,down:l<f.length-1};if(i.loop&&(u.length>1&&(b.left=!0,b.right=!0),f.length>1&&(b.up=!0,b.down=!0)),u.length>1&&i.navigationMode==="linear"&&(b.right=b.right||b.down,b.left=b.left||b.up),c===!0){let y=R.availableRoutes();b.left=b.left||y.prev,b.up=b.up||y.prev,b.down=b.down||y.next,b.right=b.right||y.next}if(i.rtl){let y=b.left;b.left=b.right,b.right=y}return b}function Yt(c=d){let u=he(),f=0;e:for(let b=0;b<u.length;b++){let y=u[b],C=y.querySelectorAll("section");for(let L=0;L<C.length;L++){if(C[L]===c)break e;C[L].dataset.visibility!=="uncounted"&&f++}if(y===c)break;y.classList.contains("stack")===!1&&y.dataset.visibility!=="uncounted"&&f++}return f}function di(){let c=sn(),u=Yt();if(d){let f=d.querySelectorAll(".fragment");if(f.length>0){let b=d.querySelectorAll(".fragment.visible");u+=b.length/f.length*.9}}return Math.min(u/(c-1),1)}function Gt(c){let u=r,f=l,b;if(c)if(A.isActive())u=parseInt(c.getAttribute("data-index-h"),10),c.getAttribute("data-index-v")&&(f=parseInt(c.getAttribute("data-index-v"),10));else{let y=Ae(c),C=y?c.parentNode:c,L=he();u=Math.max(L.indexOf(C),0),f=void 0,y&&(f=Math.max(k(c.parentNode,"section").indexOf(c),0))}if(!c&&d&&d.querySelectorAll(".fragment").length>0){let y=d.querySelector(".current-fragment");b=y&&y.hasAttribute("data-fragment-index")?parseInt(y.getAttribute("data-fragment-index"),10):d.querySelectorAll(".fragment.visible").length-1}return{h:u,v:f,f:b}}function ot(){return k(h.wrapper,ge+':not(.stack):not([data-visibility="uncounted"])')}function he(){return k(h.wrapper,oe)}function en(){return k(h.wrapper,".slides>section>section")}function ci(){return k(h.wrapper,oe+".stack")}function tn(){return he().length>1}function nn(){return en().length>1}function hi(){return ot().map(c=>{let u={};for(let f=0;f<c.attributes.length;f++){let b=c.attributes[f];u[b.name]=b.value}return u})}function sn(){return ot().length}function an(c,u){let f=he()[c],b=f&&f.querySelectorAll("section");return b&&b.length&&typeof u=="number"?b?b[u]:void 0:f}function ui(c,u){let f=typeof c=="number"?an(c,u):c;if(f)return f.slideBackgroundElement}function rn(){let c=Gt();return G({indexh:c.h,indexv:c.v,indexf:c.f,paused:Le(),overview:v.isActive()},D.getState())}function pi(c){if(typeof c=="object"){ie(Se(c.indexh),Se(c.indexv),Se(c.indexf));let u=Se(c.paused),f=Se(c.overview);typeof u=="boolean"&&u!==Le()&&Xt(u),typeof f=="boolean"&&f!==v.isActive()&&v.toggle(f),D.setState(c)}}function ke(){if(De(),d&&i.autoSlide!==!1){let c=d.querySelector(".current-fragment[data-autoslide]"),u=c?c.getAttribute("data-autoslide"):null,f=d.parentNode?d.parentNode.getAttribute("data-autoslide"):null,b=d.getAttribute("data-autoslide");u?P=parseInt(u,10):b?P=parseInt(b,10):f?P=parseInt(f,10):(P=i.autoSlide,d.querySelectorAll(".fragment").length===0&&k(d,"video, audio").forEach(y=>{y.hasAttribute("data-autoplay")&&P&&y.duration*1e3/y.playbackRate>P&&(P=y.duration*1e3/y.playbackRate+1e3)})),P&&!V&&!Le()&&!v.isActive()&&(!it()||R.availableRoutes().next||i.loop===!0)&&(X=setTimeout(()=>{typeof i.autoSlideMethod=="function"?i.autoSlideMethod():ct(),ke()},P),ae=Date.now()),H&&H.setPlaying(X!==-1)}}function De(){clearTimeout(X),X=-1}function $e(){P&&!V&&(V=!0,Z({type:"autoslidepaused"}),clearTimeout(X),H&&H.setPlaying(!1))}function qe(){P&&V&&(V=!1,Z({type:"autoslideresumed"}),ke())}function Oe({skipFragments:c=!1}={}){if(p.hasNavigatedHorizontally=!0,A.isActive())return A.prev();i.rtl?(v.isActive()||c||R.next()===!1)&&re().left&&ie(r+1,i.navigationMode==="grid"?l:void 0):(v.isActive()||c||R.prev()===!1)&&re().left&&ie(r-1,i.navigationMode==="grid"?l:void 0)}function Fe({skipFragments:c=!1}={}){if(p.hasNavigatedHorizontally=!0,A.isActive())return A.next();i.rtl?(v.isActive()||c||R.prev()===!1)&&re().right&&ie(r-1,i.navigationMode==="grid"?l:void 0):(v.isActive()||c||R.next()===!1)&&re().right&&ie(r+1,i.navigationMode==="grid"?l:void 0)}function lt({skipFragments:c=!1}={}){if(A.isActive())return A.prev();(v.isActive()||c||R.prev()===!1)&&re().up&&ie(r,l-1)}function dt({skipFragments:c=!1}={}){if(p.hasNavigatedVertically=!0,A.isActive())return A.next();(v.isActive()||c||R.next()===!1)&&re().down&&ie(r,l+1)}function on({skipFragments:c=!1}={}){if(A.isActive())return A.prev();if(c||R.prev()===!1)if(re().up)lt({skipFragments:c});else{let u;if(u=i.rtl?k(h.wrapper,oe+".future").pop():k(h.wrapper,oe+".past").pop(),u&&u.classList.contains("stack")){let f=u.querySelectorAll("section").length-1||void 0;ie(r-1,f)}else i.rtl?Fe({skipFragments:c}):Oe({skipFragments:c})}}function ct({skipFragments:c=!1}={}){if(p.hasNavigatedHorizontally=!0,p.hasNavigatedVertically=!0,A.isActive())return A.next();if(c||R.next()===!1){let u=re();u.down&&u.right&&i.loop&&Wt()&&(u.down=!1),u.down?dt({skipFragments:c}):i.rtl?Oe({skipFragments:c}):Fe({skipFragments:c})}}function gi(c){i.autoSlideStoppable&&$e()}function ln(c){let u=c.data;if(typeof u=="string"&&u.charAt(0)==="{"&&u.charAt(u.length-1)==="}"&&(u=JSON.parse(u),u.method&&typeof n[u.method]=="function"))if(Ri.test(u.method)===!1){let f=n[u.method].apply(n,u.args);Ft("callback",{method:u.method,result:f})}else console.warn('reveal.js: "'+u.method+'" is is blacklisted from the postMessage API')}function dn(c){S==="running"&&/section/gi.test(c.target.nodeName)&&(S="idle",Z({type:"slidetransitionend",data:{indexh:r,indexv:l,previousSlide:o,currentSlide:d}}))}function cn(c){let u=j(c.target,'a[href^="#"]');if(u){let f=u.getAttribute("href"),b=M.getIndicesFromHash(f);b&&(n.slide(b.h,b.v,b.f),c.preventDefault())}}function hn(c){we()}function un(c){document.hidden===!1&&document.activeElement!==document.body&&(typeof document.activeElement.blur=="function"&&document.activeElement.blur(),document.body.focus())}function Ve(c){(document.fullscreenElement||document.webkitFullscreenElement)===h.wrapper&&(c.stopImmediatePropagation(),setTimeout(()=>{n.layout(),n.focus.focus()},1))}function mi(c){it()&&i.loop===!1?(ie(0,0),qe()):V?qe():$e()}let pn={VERSION:xn,initialize:Wn,configure:Ht,destroy:ei,sync:Zt,syncSlide:oi,syncFragments:R.sync.bind(R),slide:ie,left:Oe,right:Fe,up:lt,down:dt,prev:on,next:ct,navigateLeft:Oe,navigateRight:Fe,navigateUp:lt,navigateDown:dt,navigatePrev:on,navigateNext:ct,navigateFragment:R.goto.bind(R),prevFragment:R.prev.bind(R),nextFragment:R.next.bind(R),on:$t,off:qt,addEventListener:$t,removeEventListener:qt,layout:we,shuffle:at,availableRoutes:re,availableFragments:R.availableRoutes.bind(R),toggleHelp:D.toggleHelp.bind(D),toggleOverview:v.toggle.bind(v),toggleScrollView:A.toggle.bind(A),togglePause:Xt,toggleAutoSlide:si,toggleJumpToSlide:ii,isFirstSlide:_t,isLastSlide:it,isLastVerticalSlide:Wt,isVerticalSlide:Ae,isVerticalStack:ni,isPaused:Le,isAutoSliding:ai,isSpeakerNotes:Y.isSpeakerNotesWindow.bind(Y),isOverview:v.isActive.bind(v),isFocused:me.isFocused.bind(me),isOverlayOpen:D.isOpen.bind(D),isScrollView:A.isActive.bind(A),isPrintView:U.isActive.bind(U),isReady:()=>a,loadSlide:E.load.bind(E),unloadSlide:E.unload.bind(E),startEmbeddedContent:()=>E.startEmbeddedContent(d),stopEmbeddedContent:()=>E.stopEmbeddedContent(d,{unloadIframes:!1}),previewIframe:D.previewIframe.bind(D),previewImage:D.previewImage.bind(D),previewVideo:D.previewVideo.bind(D),showPreview:D.previewIframe.bind(D),hidePreview:D.close.bind(D),addEventListeners:Dt,removeEventListeners:Be,dispatchEvent:Z,getState:rn,setState:pi,getProgress:di,getIndices:Gt,getSlidesAttributes:hi,getSlidePastCount:Yt,getTotalSlides:sn,getSlide:an,getPreviousSlide:()=>o,getCurrentSlide:()=>d,getSlideBackground:ui,getSlideNotes:Y.getSlideNotes.bind(Y),getSlides:ot,getHorizontalSlides:he,getVerticalSlides:en,hasHorizontalSlides:tn,hasVerticalSlides:nn,hasNavigatedHorizontally:()=>p.hasNavigatedHorizontally,hasNavigatedVertically:()=>p.hasNavigatedVertically,shouldAutoAnimateBetween:st,addKeyBinding:x.addKeyBinding.bind(x),removeKeyBinding:x.removeKeyBinding.bind(x),triggerKey:x.triggerKey.bind(x),registerKeyboardShortcut:x.registerKeyboardShortcut.bind(x),getComputedSlideSize:ze,setCurrentScrollPage:ri,removeHiddenSlides:Bt,getScale:()=>m,getConfig:()=>i,getQueryHash:gn,getSlidePath:M.getHash.bind(M),getRevealElement:()=>e,getSlidesElement:()=>h.slides,getViewportElement:()=>h.viewport,getBackgroundsElement:()=>q.element,registerPlugin:O.registerPlugin.bind(O),hasPlugin:O.hasPlugin.bind(O),getPlugin:O.getPlugin.bind(O),getPlugins:O.getRegisteredPlugins.bind(O)};return Ee(n,G(G({},pn),{},{announceStatus:tt,getStatusText:Ne,focus:me,scroll:A,progress:J,controls:ne,location:M,overview:v,keyboard:x,fragments:R,backgrounds:q,slideContent:E,slideNumber:N,onUserInput:gi,closeOverlay:D.close.bind(D),updateSlidesVisibility:rt,layoutSlideContents:Vt,transformSlides:nt,cueAutoSlide:ke,cancelAutoSlide:De})),pn}var le=An,kn=[];le.initialize=e=>{let t=document.querySelector(".reveal");if(!(t instanceof HTMLElement))throw Error('Unable to find presentation root (<div class="reveal">).');return Object.assign(le,new An(t,e)),kn.map(n=>n(le)),le.initialize()},["configure","on","off","addEventListener","removeEventListener","registerPlugin"].forEach(e=>{le[e]=(...t)=>{kn.push(n=>n[e].call(null,...t))}}),le.isReady=()=>!1,le.VERSION=xn;function wt(){return{async:!1,breaks:!1,extensions:null,gfm:!0,hooks:null,pedantic:!1,renderer:null,silent:!1,tokenizer:null,walkTokens:null}}var ye=wt();function Rn(e){ye=e}var be={exec:()=>null};function T(e,t=""){let n=typeof e=="string"?e:e.source,i={replace:(s,a)=>{let r=typeof a=="string"?a:a.source;return r=r.replace(K.caret,"$1"),n=n.replace(s,r),i},getRegex:()=>new RegExp(n,t)};return i}var es=(()=>{try{return!0}catch{return!1}})(),K={codeRemoveIndent:/^(?: {1,4}| {0,3}\t)/gm,outputLinkReplace:/\\([\[\]])/g,indentCodeCompensation:/^(\s+)(?:```)/,beginningSpace:/^\s+/,endingHash:/#$/,startingSpaceChar:/^ /,endingSpaceChar:/ $/,nonSpaceChar:/[^ ]/,newLineCharGlobal:/\n/g,tabCharGlobal:/\t/g,multipleSpaceGlobal:/\s+/g,blankLine:/^[ \t]*$/,doubleBlankLine:/\n[ \t]*\n[ \t]*$/,blockquoteStart:/^ {0,3}>/,blockquoteSetextReplace:/\n {0,3}((?:=+|-+) *)(?=\n|$)/g,blockquoteSetextReplace2:/^ {0,3}>[ \t]?/gm,listReplaceNesting:/^ {1,4}(?=( {4})*[^ ])/g,listIsTask:/^\[[ xX]\] +\S/,listReplaceTask:/^\[[ xX]\] +/,listTaskCheckbox:/\[[ xX]\]/,anyLine:/\n.*\n/,hrefBrackets:/^<(.*)>$/,tableDelimiter:/[:|]/,tableAlignChars:/^\||\| *$/g,tableRowBlankLine:/\n[ \t]*$/,tableAlignRight:/^ *-+: *$/,tableAlignCenter:/^ *:-+: *$/,tableAlignLeft:/^ *:-+ *$/,startATag:/^<a /i,endATag:/^<\/a>/i,startPreScriptTag:/^<(pre|code|kbd|script)(\s|>)/i,endPreScriptTag:/^<\/(pre|code|kbd|script)(\s|>)/i,startAngleBracket:/^</,endAngleBracket:/>$/,pedanticHrefTitle:/^([^'"]*[^\s])\s+(['"])(.*)\2/,unicodeAlphaNumeric:/[\p{L}\p{N}]/u,escapeTest:/[&<>"']/,escapeReplace:/[&<>"']/g,escapeTestNoEncode:/[<>"']|&(?!(#\d{1,7}|#[Xx][a-fA-F0-9]{1,6}|\w+);)/,escapeReplaceNoEncode:/[<>"']|&(?!(#\d{1,7}|#[Xx][a-fA-F0-9]{1,6}|\w+);)/g,caret:/(^|[^\[])\^/g,percentDecode:/%25/g,findPipe:/\|/g,splitPipe:/ \|/,slashPipe:/\\\|/g,carriageReturn:/\r\n|\r/g,spaceLine:/^ +$/gm,notSpaceStart:/^\S*/,endingNewline:/\n$/,listItemRegex:e=>RegExp(`^( {0,3}${e})((?:[	 ][^\\n]*)?(?:\\n|$))`),nextBulletRegex:e=>RegExp(`^ {0,${Math.min(3,e-1)}}(?:[*+-]|\\d{1,9}[.)])((?:[ 	][^\\n]*)?(?:\\n|$))`),hrRegex:e=>RegExp(`^ {0,${Math.min(3,e-1)}}((?:- *){3,}|(?:_ *){3,}|(?:\\* *){3,})(?:\\n+|$)`),fencesBeginRegex:e=>RegExp(`^ {0,${Math.min(3,e-1)}}(?:\`\`\`|~~~)`),headingBeginRegex:e=>RegExp(`^ {0,${Math.min(3,e-1)}}#`),htmlBeginRegex:e=>RegExp(`^ {0,${Math.min(3,e-1)}}<(?:[a-z].*>|!--)`,"i"),blockquoteBeginRegex:e=>RegExp(`^ {0,${Math.min(3,e-1)}}>`)},ts=/^(?:[ \t]*(?:\n|$))+/,ns=/^((?: {4}| {0,3}\t)[^\n]+(?:\n(?:[ \t]*(?:\n|$))*)?)+/,is=/^ {0,3}(`{3,}(?=[^`\n]*(?:\n|$))|~{3,})([^\n]*)(?:\n|$)(?:|([\s\S]*?)(?:\n|$))(?: {0,3}\1[~`]* *(?=\n|$)|$)/,Me=/^ {0,3}((?:-[\t ]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})(?:\n+|$)/,ss=/^ {0,3}(#{1,6})(?=\s|$)(.*)(?:\n+|$)/,kt=/ {0,3}(?:[*+-]|\d{1,9}[.)])/,Bn=/^(?!bull |blockCode|fences|blockquote|heading|html|table)((?:.|\n(?!\s*?\n|bull |blockCode|fences|blockquote|heading|html|table))+?)\n {0,3}(=+|-+) *(?:\n+|$)/,zn=T(Bn).replace(/bull/g,kt).replace(/blockCode/g,/(?: {4}| {0,3}\t)/).replace(/fences/g,/ {0,3}(?:`{3,}|~{3,})/).replace(/blockquote/g,/ {0,3}>/).replace(/heading/g,/ {0,3}#{1,6}/).replace(/html/g,/ {0,3}<[^\n>]+>\n/).replace(/\|table/g,"").getRegex(),as=T(Bn).replace(/bull/g,kt).replace(/blockCode/g,/(?: {4}| {0,3}\t)/).replace(/fences/g,/ {0,3}(?:`{3,}|~{3,})/).replace(/blockquote/g,/ {0,3}>/).replace(/heading/g,/ {0,3}#{1,6}/).replace(/html/g,/ {0,3}<[^\n>]+>\n/).replace(/table/g,/ {0,3}\|?(?:[:\- ]*\|)+[\:\- ]*\n/).getRegex(),St=/^([^\n]+(?:\n(?!hr|heading|lheading|blockquote|fences|list|html|table| +\n)[^\n]+)*)/,rs=/^[^\n]+/,Et=/(?!\s*\])(?:\\[\s\S]|[^\[\]\\])+/,os=T(/^ {0,3}\[(label)\]: *(?:\n[ \t]*)?([^<\s][^\s]*|<.*?>)(?:(?: +(?:\n[ \t]*)?| *\n[ \t]*)(title))? *(?:\n+|$)/).replace("label",Et).replace("title",/(?:"(?:\\"?|[^"\\])*"|'[^'\n]*(?:\n[^'\n]+)*\n?'|\([^()]*\))/).getRegex(),ls=T(/^(bull)([ \t][^\n]+?)?(?:\n|$)/).replace(/bull/g,kt).getRegex(),Qe="address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|meta|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul",xt=/<!--(?:-?>|[\s\S]*?(?:-->|$))/,ds=T("^ {0,3}(?:<(script|pre|style|textarea)[\\s>][\\s\\S]*?(?:</\\1>[^\\n]*\\n+|$)|comment[^\\n]*(\\n+|$)|<\\?[\\s\\S]*?(?:\\?>\\n*|$)|<![A-Z][\\s\\S]*?(?:>\\n*|$)|<!\\[CDATA\\[[\\s\\S]*?(?:\\]\\]>\\n*|$)|</?(tag)(?: +|\\n|/?>)[\\s\\S]*?(?:(?:\\n[ 	]*)+\\n|$)|<(?!script|pre|style|textarea)([a-z][\\w-]*)(?:attribute)*? */?>(?=[ \\t]*(?:\\n|$))[\\s\\S]*?(?:(?:\\n[ 	]*)+\\n|$)|</(?!script|pre|style|textarea)[a-z][\\w-]*\\s*>(?=[ \\t]*(?:\\n|$))[\\s\\S]*?(?:(?:\\n[ 	]*)+\\n|$))","i").replace("comment",xt).replace("tag",Qe).replace("attribute",/ +[a-zA-Z:_][\w.:-]*(?: *= *"[^"\n]*"| *= *'[^'\n]*'| *= *[^\s"'=<>`]+)?/).getRegex(),Ln=T(St).replace("hr",Me).replace("heading"," {0,3}#{1,6}(?:\\s|$)").replace("|lheading","").replace("|table","").replace("blockquote"," {0,3}>").replace("fences"," {0,3}(?:`{3,}(?=[^`\\n]*\\n)|~{3,})[^\\n]*\\n").replace("list"," {0,3}(?:[*+-]|1[.)])[ \\t]").replace("html","</?(?:tag)(?: +|\\n|/?>)|<(?:script|pre|style|textarea|!--)").replace("tag",Qe).getRegex(),At={blockquote:T(/^( {0,3}> ?(paragraph|[^\n]*)(?:\n|$))+/).replace("paragraph",Ln).getRegex(),code:ns,def:os,fences:is,heading:ss,hr:Me,html:ds,lheading:zn,list:ls,newline:ts,paragraph:Ln,table:be,text:rs},Tn=T("^ *([^\\n ].*)\\n {0,3}((?:\\| *)?:?-+:? *(?:\\| *:?-+:? *)*(?:\\| *)?)(?:\\n((?:(?! *\\n|hr|heading|blockquote|code|fences|list|html).*(?:\\n|$))*)\\n*|$)").replace("hr",Me).replace("heading"," {0,3}#{1,6}(?:\\s|$)").replace("blockquote"," {0,3}>").replace("code","(?: {4}| {0,3}	)[^\\n]").replace("fences"," {0,3}(?:`{3,}(?=[^`\\n]*\\n)|~{3,})[^\\n]*\\n").replace("list"," {0,3}(?:[*+-]|1[.)])[ \\t]").replace("html","</?(?:tag)(?: +|\\n|/?>)|<(?:script|pre|style|textarea|!--)").replace("tag",Qe).getRegex(),cs={...At,lheading:as,table:Tn,paragraph:T(St).replace("hr",Me).replace("heading"," {0,3}#{1,6}(?:\\s|$)").replace("|lheading","").replace("table",Tn).replace("blockquote"," {0,3}>").replace("fences"," {0,3}(?:`{3,}(?=[^`\\n]*\\n)|~{3,})[^\\n]*\\n").replace("list"," {0,3}(?:[*+-]|1[.)])[ \\t]").replace("html","</?(?:tag)(?: +|\\n|/?>)|<(?:script|pre|style|textarea|!--)").replace("tag",Qe).getRegex()},hs={...At,html:T(`^ *(?:comment *(?:\\n|\\s*$)|<(tag)[\\s\\S]+?</\\1> *(?:\\n{2,}|\\s*$)|<tag(?:"[^"]*"|'[^']*'|\\s[^'"/>\\s]*)*?/?> *(?:\\n{2,}|\\s*$))`).replace("comment",xt).replace(/tag/g,"(?!(?:a|em|strong|small|s|cite|q|dfn|abbr|data|time|code|var|samp|kbd|sub|sup|i|b|u|mark|ruby|rt|rp|bdi|bdo|span|br|wbr|ins|del|img)\\b)\\w+(?!:|[^\\w\\s@]*@)\\b").getRegex(),def:/^ *\[([^\]]+)\]: *<?([^\s>]+)>?(?: +(["(][^\n]+[")]))? *(?:\n+|$)/,heading:/^(#{1,6})(.*)(?:\n+|$)/,fences:be,lheading:/^(.+?)\n {0,3}(=+|-+) *(?:\n+|$)/,paragraph:T(St).replace("hr",Me).replace("heading",` *#{1,6} *[^
]`).replace("lheading",zn).replace("|table","").replace("blockquote"," {0,3}>").replace("|fences","").replace("|list","").replace("|html","").replace("|tag","").getRegex()},us=/^\\([!"#$%&'()*+,\-./:;<=>?@\[\]\\^_`{|}~])/,ps=/^(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/,Hn=/^( {2,}|\\)\n(?!\s*$)/,gs=/^(`+|[^`])(?:(?= {2,}\n)|[\s\S]*?(?:(?=[\\<!\[`*_]|\b_|$)|[^ ](?= {2,}\n)))/,xe=/[\p{P}\p{S}]/u,Ye=/[\s\p{P}\p{S}]/u,Rt=/[^\s\p{P}\p{S}]/u,ms=T(/^((?![*_])punctSpace)/,"u").replace(/punctSpace/g,Ye).getRegex(),Dn=/(?!~)[\p{P}\p{S}]/u,vs=/(?!~)[\s\p{P}\p{S}]/u,fs=/(?:[^\s\p{P}\p{S}]|~)/u,bs=T(/link|precode-code|html/,"g").replace("link",/\[(?:[^\[\]`]|(?<a>`+)[^`]+\k<a>(?!`))*?\]\((?:\\[\s\S]|[^\\\(\)]|\((?:\\[\s\S]|[^\\\(\)])*\))*\)/).replace("precode-",es?"(?<!`)()":"(^^|[^`])").replace("code",/(?<b>`+)[^`]+\k<b>(?!`)/).replace("html",/<(?! )[^<>]*?>/).getRegex(),$n=/^(?:\*+(?:((?!\*)punct)|([^\s*]))?)|^_+(?:((?!_)punct)|([^\s_]))?/,ys=T($n,"u").replace(/punct/g,xe).getRegex(),ws=T($n,"u").replace(/punct/g,Dn).getRegex(),qn="^[^_*]*?__[^_*]*?\\*[^_*]*?(?=__)|[^*]+(?=[^*])|(?!\\*)punct(\\*+)(?=[\\s]|$)|notPunctSpace(\\*+)(?!\\*)(?=punctSpace|$)|(?!\\*)punctSpace(\\*+)(?=notPunctSpace)|[\\s](\\*+)(?!\\*)(?=punct)|(?!\\*)punct(\\*+)(?!\\*)(?=punct)|notPunctSpace(\\*+)(?=notPunctSpace)",ks=T(qn,"gu").replace(/notPunctSpace/g,Rt).replace(/punctSpace/g,Ye).replace(/punct/g,xe).getRegex(),Ss=T(qn,"gu").replace(/notPunctSpace/g,fs).replace(/punctSpace/g,vs).replace(/punct/g,Dn).getRegex(),Es=T("^[^_*]*?\\*\\*[^_*]*?_[^_*]*?(?=\\*\\*)|[^_]+(?=[^_])|(?!_)punct(_+)(?=[\\s]|$)|notPunctSpace(_+)(?!_)(?=punctSpace|$)|(?!_)punctSpace(_+)(?=notPunctSpace)|[\\s](_+)(?!_)(?=punct)|(?!_)punct(_+)(?!_)(?=punct)","gu").replace(/notPunctSpace/g,Rt).replace(/punctSpace/g,Ye).replace(/punct/g,xe).getRegex(),xs=T(/^~~?(?:((?!~)punct)|[^\s~])/,"u").replace(/punct/g,xe).getRegex(),As=T("^[^~]+(?=[^~])|(?!~)punct(~~?)(?=[\\s]|$)|notPunctSpace(~~?)(?!~)(?=punctSpace|$)|(?!~)punctSpace(~~?)(?=notPunctSpace)|[\\s](~~?)(?!~)(?=punct)|(?!~)punct(~~?)(?!~)(?=punct)|notPunctSpace(~~?)(?=notPunctSpace)","gu").replace(/notPunctSpace/g,Rt).replace(/punctSpace/g,Ye).replace(/punct/g,xe).getRegex(),Rs=T(/\\(punct)/,"gu").replace(/punct/g,xe).getRegex(),Ls=T(/^<(scheme:[^\s\x00-\x1f<>]*|email)>/).replace("scheme",/[a-zA-Z][a-zA-Z0-9+.-]{1,31}/).replace("email",/[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+(@)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+(?![-_])/).getRegex(),Ts=T(xt).replace("(?:-->|$)","-->").getRegex(),Ps=T("^comment|^</[a-zA-Z][\\w:-]*\\s*>|^<[a-zA-Z][\\w-]*(?:attribute)*?\\s*/?>|^<\\?[\\s\\S]*?\\?>|^<![a-zA-Z]+\\s[\\s\\S]*?>|^<!\\[CDATA\\[[\\s\\S]*?\\]\\]>").replace("comment",Ts).replace("attribute",/\s+[a-zA-Z:_][\w.:-]*(?:\s*=\s*"[^"]*"|\s*=\s*'[^']*'|\s*=\s*[^\s"'=<>`]+)?/).getRegex(),Xe=/(?:\[(?:\\[\s\S]|[^\[\]\\])*\]|\\[\s\S]|`+(?!`)[^`]*?`+(?!`)|``+(?=\])|[^\[\]\\`])*?/,Cs=T(/^!?\[(label)\]\(\s*(href)(?:(?:[ \t]+(?:\n[ \t]*)?|\n[ \t]*)(title))?\s*\)/).replace("label",Xe).replace("href",/<(?:\\.|[^\n<>\\])+>|[^ \t\n\x00-\x1f]*/).replace("title",/"(?:\\"?|[^"\\])*"|'(?:\\'?|[^'\\])*'|\((?:\\\)?|[^)\\])*\)/).getRegex(),On=T(/^!?\[(label)\]\[(ref)\]/).replace("label",Xe).replace("ref",Et).getRegex(),Fn=T(/^!?\[(ref)\](?:\[\])?/).replace("ref",Et).getRegex(),Is=T("reflink|nolink(?!\\()","g").replace("reflink",On).replace("nolink",Fn).getRegex(),Pn=/[hH][tT][tT][pP][sS]?|[fF][tT][pP]/,Lt={_backpedal:be,anyPunctuation:Rs,autolink:Ls,blockSkip:bs,br:Hn,code:ps,del:be,delLDelim:be,delRDelim:be,emStrongLDelim:ys,emStrongRDelimAst:ks,emStrongRDelimUnd:Es,escape:us,link:Cs,nolink:Fn,punctuation:ms,reflink:On,reflinkSearch:Is,tag:Ps,text:gs,url:be},Ms={...Lt,link:T(/^!?\[(label)\]\((.*?)\)/).replace("label",Xe).getRegex(),reflink:T(/^!?\[(label)\]\s*\[([^\]]*)\]/).replace("label",Xe).getRegex()},ft={...Lt,emStrongRDelimAst:Ss,emStrongLDelim:ws,delLDelim:xs,delRDelim:As,url:T(/^((?:protocol):\/\/|www\.)(?:[a-zA-Z0-9\-]+\.?)+[^\s<]*|^email/).replace("protocol",Pn).replace("email",/[A-Za-z0-9._+-]+(@)[a-zA-Z0-9-_]+(?:\.[a-zA-Z0-9-_]*[a-zA-Z0-9])+(?![-_])/).getRegex(),_backpedal:/(?:[^?!.,:;*_'"~()&]+|\([^)]*\)|&(?![a-zA-Z0-9]+;$)|[?!.,:;*_'"~)]+(?!$))+/,del:/^(~~?)(?=[^\s~])((?:\\[\s\S]|[^\\])*?(?:\\[\s\S]|[^\s~\\]))\1(?=[^~]|$)/,text:T(/^([`~]+|[^`~])(?:(?= {2,}\n)|(?=[a-zA-Z0-9.!#$%&'*+\/=?_`{\|}~-]+@)|[\s\S]*?(?:(?=[\\<!\[`*~_]|\b_|protocol:\/\/|www\.|$)|[^ ](?= {2,}\n)|[^a-zA-Z0-9.!#$%&'*+\/=?_`{\|}~-](?=[a-zA-Z0-9.!#$%&'*+\/=?_`{\|}~-]+@)))/).replace("protocol",Pn).getRegex()},Ns={...ft,br:T(Hn).replace("{2,}","*").getRegex(),text:T(ft.text).replace("\\b_","\\b_| {2,}\\n").replace(/\{2,\}/g,"*").getRegex()},Ke={normal:At,gfm:cs,pedantic:hs},Pe={normal:Lt,gfm:ft,breaks:Ns,pedantic:Ms},Bs={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&#39;"},Cn=e=>Bs[e];function se(e,t){if(t){if(K.escapeTest.test(e))return e.replace(K.escapeReplace,Cn)}else if(K.escapeTestNoEncode.test(e))return e.replace(K.escapeReplaceNoEncode,Cn);return e}function In(e){try{e=encodeURI(e).replace(K.percentDecode,"%")}catch{return null}return e}function Mn(e,t){let n=e.replace(K.findPipe,(s,a,r)=>{let l=!1,o=a;for(;--o>=0&&r[o]==="\\";)l=!l;return l?"|":" |"}).split(K.splitPipe),i=0;if(n[0].trim()||n.shift(),n.length>0&&!n.at(-1)?.trim()&&n.pop(),t)if(n.length>t)n.splice(t);else for(;n.length<t;)n.push("");for(;i<n.length;i++)n[i]=n[i].trim().replace(K.slashPipe,"|");return n}function Ce(e,t,n){let i=e.length;if(i===0)return"";let s=0;for(;s<i;){let a=e.charAt(i-s-1);if(a===t&&!n)s++;else if(a!==t&&n)s++;else break}return e.slice(0,i-s)}function zs(e,t){if(e.indexOf(t[1])===-1)return-1;let n=0;for(let i=0;i<e.length;i++)if(e[i]==="\\")i++;else if(e[i]===t[0])n++;else if(e[i]===t[1]&&(n--,n<0))return i;return n>0?-2:-1}function Hs(e,t=0){let n=t,i="";for(let s of e)if(s==="	"){let a=4-n%4;i+=" ".repeat(a),n+=a}else i+=s,n++;return i}function Nn(e,t,n,i,s){let a=t.href,r=t.title||null,l=e[1].replace(s.other.outputLinkReplace,"$1");i.state.inLink=!0;let o={type:e[0].charAt(0)==="!"?"image":"link",raw:n,href:a,title:r,text:l,tokens:i.inlineTokens(l)};return i.state.inLink=!1,o}function Ds(e,t,n){let i=e.match(n.other.indentCodeCompensation);if(i===null)return t;let s=i[1];return t.split(`
`).map(a=>{let r=a.match(n.other.beginningSpace);if(r===null)return a;let[l]=r;return l.length>=s.length?a.slice(s.length):a}).join(`
`)}var Ze=class{options;rules;lexer;constructor(e){this.options=e||ye}space(e){let t=this.rules.block.newline.exec(e);if(t&&t[0].length>0)return{type:"space",raw:t[0]}}code(e){let t=this.rules.block.code.exec(e);if(t){let n=t[0].replace(this.rules.other.codeRemoveIndent,"");return{type:"code",raw:t[0],codeBlockStyle:"indented",text:this.options.pedantic?n:Ce(n,`
`)}}}fences(e){let t=this.rules.block.fences.exec(e);if(t){let n=t[0],i=Ds(n,t[3]||"",this.rules);return{type:"code",raw:n,lang:t[2]?t[2].trim().replace(this.rules.inline.anyPunctuation,"$1"):t[2],text:i}}}heading(e){let t=this.rules.block.heading.exec(e);if(t){let n=t[2].trim();if(this.rules.other.endingHash.test(n)){let i=Ce(n,"#");(this.options.pedantic||!i||this.rules.other.endingSpaceChar.test(i))&&(n=i.trim())}return{type:"heading",raw:t[0],depth:t[1].length,text:n,tokens:this.lexer.inline(n)}}}hr(e){let t=this.rules.block.hr.exec(e);if(t)return{type:"hr",raw:Ce(t[0],`
`)}}blockquote(e){let t=this.rules.block.blockquote.exec(e);if(t){let n=Ce(t[0],`
`).split(`
`),i="",s="",a=[];for(;n.length>0;){let r=!1,l=[],o;for(o=0;o<n.length;o++)if(this.rules.other.blockquoteStart.test(n[o]))l.push(n[o]),r=!0;else if(!r)l.push(n[o]);else break;n=n.slice(o);let d=l.join(`
`),p=d.replace(this.rules.other.blockquoteSetextReplace,`
    $1`).replace(this.rules.other.blockquoteSetextReplace2,"");i=i?`${i}
${d}`:d,s=s?`${s}
${p}`:p;let g=this.lexer.state.top;if(this.lexer.state.top=!0,this.lexer.blockTokens(p,a,!0),this.lexer.state.top=g,n.length===0)break;let m=a.at(-1);if(m?.type==="code")break;if(m?.type==="blockquote"){let w=m,h=w.raw+`
`+n.join(`
`),S=this.blockquote(h);a[a.length-1]=S,i=i.substring(0,i.length-w.raw.length)+S.raw,s=s.substring(0,s.length-w.text.length)+S.text;break}if(m?.type==="list"){let w=m,h=w.raw+`
`+n.join(`
`),S=this.list(h);a[a.length-1]=S,i=i.substring(0,i.length-m.raw.length)+S.raw,s=s.substring(0,s.length-w.raw.length)+S.raw,n=h.substring(a.at(-1).raw.length).split(`
`);continue}}return{type:"blockquote",raw:i,tokens:a,text:s}}}list(e){let t=this.rules.block.list.exec(e);if(t){let n=t[1].trim(),i=n.length>1,s={type:"list",raw:"",ordered:i,start:i?+n.slice(0,-1):"",loose:!1,items:[]};n=i?`\\d{1,9}\\${n.slice(-1)}`:`\\${n}`,this.options.pedantic&&(n=i?n:"[*+-]");let a=this.rules.other.listItemRegex(n),r=!1;for(;e;){let o=!1,d="",p="";if(!(t=a.exec(e))||this.rules.block.hr.test(e))break;d=t[0],e=e.substring(d.length);let g=Hs(t[2].split(`
`,1)[0],t[1].length),m=e.split(`
`,1)[0],w=!g.trim(),h=0;if(this.options.pedantic?(h=2,p=g.trimStart()):w?h=t[1].length+1:(h=g.search(this.rules.other.nonSpaceChar),h=h>4?1:h,p=g.slice(h),h+=t[1].length),w&&this.rules.other.blankLine.test(m)&&(d+=m+`
`,e=e.substring(m.length+1),o=!0),!o){let S=this.rules.other.nextBulletRegex(h),P=this.rules.other.hrRegex(h),H=this.rules.other.fencesBeginRegex(h),X=this.rules.other.headingBeginRegex(h),ae=this.rules.other.htmlBeginRegex(h),V=this.rules.other.blockquoteBeginRegex(h);for(;e;){let E=e.split(`
`,1)[0],N;if(m=E,this.options.pedantic?(m=m.replace(this.rules.other.listReplaceNesting,"  "),N=m):N=m.replace(this.rules.other.tabCharGlobal,"    "),H.test(m)||X.test(m)||ae.test(m)||V.test(m)||S.test(m)||P.test(m))break;if(N.search(this.rules.other.nonSpaceChar)>=h||!m.trim())p+=`
`+N.slice(h);else{if(w||g.replace(this.rules.other.tabCharGlobal,"    ").search(this.rules.other.nonSpaceChar)>=4||H.test(g)||X.test(g)||P.test(g))break;p+=`
`+m}w=!m.trim(),d+=E+`
`,e=e.substring(E.length+1),g=N.slice(h)}}s.loose||(r?s.loose=!0:this.rules.other.doubleBlankLine.test(d)&&(r=!0)),s.items.push({type:"list_item",raw:d,task:!!this.options.gfm&&this.rules.other.listIsTask.test(p),loose:!1,text:p,tokens:[]}),s.raw+=d}let l=s.items.at(-1);if(l)l.raw=l.raw.trimEnd(),l.text=l.text.trimEnd();else return;s.raw=s.raw.trimEnd();for(let o of s.items){if(this.lexer.state.top=!1,o.tokens=this.lexer.blockTokens(o.text,[]),o.task){if(o.text=o.text.replace(this.rules.other.listReplaceTask,""),o.tokens[0]?.type==="text"||o.tokens[0]?.type==="paragraph"){o.tokens[0].raw=o.tokens[0].raw.replace(this.rules.other.listReplaceTask,""),o.tokens[0].text=o.tokens[0].text.replace(this.rules.other.listReplaceTask,"");for(let p=this.lexer.inlineQueue.length-1;p>=0;p--)if(this.rules.other.listIsTask.test(this.lexer.inlineQueue[p].src)){this.lexer.inlineQueue[p].src=this.lexer.inlineQueue[p].src.replace(this.rules.other.listReplaceTask,"");break}}let d=this.rules.other.listTaskCheckbox.exec(o.raw);if(d){let p={type:"checkbox",raw:d[0]+" ",checked:d[0]!=="[ ]"};o.checked=p.checked,s.loose?o.tokens[0]&&["paragraph","text"].includes(o.tokens[0].type)&&"tokens"in o.tokens[0]&&o.tokens[0].tokens?(o.tokens[0].raw=p.raw+o.tokens[0].raw,o.tokens[0].text=p.raw+o.tokens[0].text,o.tokens[0].tokens.unshift(p)):o.tokens.unshift({type:"paragraph",raw:p.raw,text:p.raw,tokens:[p]}):o.tokens.unshift(p)}}if(!s.loose){let d=o.tokens.filter(p=>p.type==="space");s.loose=d.length>0&&d.some(p=>this.rules.other.anyLine.test(p.raw))}}if(s.loose)for(let o of s.items){o.loose=!0;for(let d of o.tokens)d.type==="text"&&(d.type="paragraph")}return s}}html(e){let t=this.rules.block.html.exec(e);if(t)return{type:"html",block:!0,raw:t[0],pre:t[1]==="pre"||t[1]==="script"||t[1]==="style",text:t[0]}}def(e){let t=this.rules.block.def.exec(e);if(t){let n=t[1].toLowerCase().replace(this.rules.other.multipleSpaceGlobal," "),i=t[2]?t[2].replace(this.rules.other.hrefBrackets,"$1").replace(this.rules.inline.anyPunctuation,"$1"):"",s=t[3]?t[3].substring(1,t[3].length-1).replace(this.rules.inline.anyPunctuation,"$1"):t[3];return{type:"def",tag:n,raw:t[0],href:i,title:s}}}table(e){let t=this.rules.block.table.exec(e);if(!t||!this.rules.other.tableDelimiter.test(t[2]))return;let n=Mn(t[1]),i=t[2].replace(this.rules.other.tableAlignChars,"").split("|"),s=t[3]?.trim()?t[3].replace(this.rules.other.tableRowBlankLine,"").split(`
`):[],a={type:"table",raw:t[0],header:[],align:[],rows:[]};if(n.length===i.length){for(let r of i)this.rules.other.tableAlignRight.test(r)?a.align.push("right"):this.rules.other.tableAlignCenter.test(r)?a.align.push("center"):this.rules.other.tableAlignLeft.test(r)?a.align.push("left"):a.align.push(null);for(let r=0;r<n.length;r++)a.header.push({text:n[r],tokens:this.lexer.inline(n[r]),header:!0,align:a.align[r]});for(let r of s)a.rows.push(Mn(r,a.header.length).map((l,o)=>({text:l,tokens:this.lexer.inline(l),header:!1,align:a.align[o]})));return a}}lheading(e){let t=this.rules.block.lheading.exec(e);if(t){let n=t[1].trim();return{type:"heading",raw:t[0],depth:t[2].charAt(0)==="="?1:2,text:n,tokens:this.lexer.inline(n)}}}paragraph(e){let t=this.rules.block.paragraph.exec(e);if(t){let n=t[1].charAt(t[1].length-1)===`
`?t[1].slice(0,-1):t[1];return{type:"paragraph",raw:t[0],text:n,tokens:this.lexer.inline(n)}}}text(e){let t=this.rules.block.text.exec(e);if(t)return{type:"text",raw:t[0],text:t[0],tokens:this.lexer.inline(t[0])}}escape(e){let t=this.rules.inline.escape.exec(e);if(t)return{type:"escape",raw:t[0],text:t[1]}}tag(e){let t=this.rules.inline.tag.exec(e);if(t)return!this.lexer.state.inLink&&this.rules.other.startATag.test(t[0])?this.lexer.state.inLink=!0:this.lexer.state.inLink&&this.rules.other.endATag.test(t[0])&&(this.lexer.state.inLink=!1),!this.lexer.state.inRawBlock&&this.rules.other.startPreScriptTag.test(t[0])?this.lexer.state.inRawBlock=!0:this.lexer.state.inRawBlock&&this.rules.other.endPreScriptTag.test(t[0])&&(this.lexer.state.inRawBlock=!1),{type:"html",raw:t[0],inLink:this.lexer.state.inLink,inRawBlock:this.lexer.state.inRawBlock,block:!1,text:t[0]}}link(e){let t=this.rules.inline.link.exec(e);if(t){let n=t[2].trim();if(!this.options.pedantic&&this.rules.other.startAngleBracket.test(n)){if(!this.rules.other.endAngleBracket.test(n))return;let a=Ce(n.slice(0,-1),"\\");if((n.length-a.length)%2==0)return}else{let a=zs(t[2],"()");if(a===-2)return;if(a>-1){let r=(t[0].indexOf("!")===0?5:4)+t[1].length+a;t[2]=t[2].substring(0,a),t[0]=t[0].substring(0,r).trim(),t[3]=""}}let i=t[2],s="";if(this.options.pedantic){let a=this.rules.other.pedanticHrefTitle.exec(i);a&&(i=a[1],s=a[3])}else s=t[3]?t[3].slice(1,-1):"";return i=i.trim(),this.rules.other.startAngleBracket.test(i)&&(i=this.options.pedantic&&!this.rules.other.endAngleBracket.test(n)?i.slice(1):i.slice(1,-1)),Nn(t,{href:i&&i.replace(this.rules.inline.anyPunctuation,"$1"),title:s&&s.replace(this.rules.inline.anyPunctuation,"$1")},t[0],this.lexer,this.rules)}}reflink(e,t){let n;if((n=this.rules.inline.reflink.exec(e))||(n=this.rules.inline.nolink.exec(e))){let i=t[(n[2]||n[1]).replace(this.rules.other.multipleSpaceGlobal," ").toLowerCase()];if(!i){let s=n[0].charAt(0);return{type:"text",raw:s,text:s}}return Nn(n,i,n[0],this.lexer,this.rules)}}emStrong(e,t,n=""){let i=this.rules.inline.emStrongLDelim.exec(e);if(!(!i||!i[1]&&!i[2]&&!i[3]&&!i[4]||i[4]&&n.match(this.rules.other.unicodeAlphaNumeric))&&(!(i[1]||i[3])||!n||this.rules.inline.punctuation.exec(n))){let s=[...i[0]].length-1,a,r,l=s,o=0,d=i[0][0]==="*"?this.rules.inline.emStrongRDelimAst:this.rules.inline.emStrongRDelimUnd;for(d.lastIndex=0,t=t.slice(-1*e.length+s);(i=d.exec(t))!=null;){if(a=i[1]||i[2]||i[3]||i[4]||i[5]||i[6],!a)continue;if(r=[...a].length,i[3]||i[4]){l+=r;continue}if((i[5]||i[6])&&s%3&&!((s+r)%3)){o+=r;continue}if(l-=r,l>0)continue;r=Math.min(r,r+l+o);let p=[...i[0]][0].length,g=e.slice(0,s+i.index+p+r);if(Math.min(s,r)%2){let w=g.slice(1,-1);return{type:"em",raw:g,text:w,tokens:this.lexer.inlineTokens(w)}}let m=g.slice(2,-2);return{type:"strong",raw:g,text:m,tokens:this.lexer.inlineTokens(m)}}}}codespan(e){let t=this.rules.inline.code.exec(e);if(t){let n=t[2].replace(this.rules.other.newLineCharGlobal," "),i=this.rules.other.nonSpaceChar.test(n),s=this.rules.other.startingSpaceChar.test(n)&&this.rules.other.endingSpaceChar.test(n);return i&&s&&(n=n.substring(1,n.length-1)),{type:"codespan",raw:t[0],text:n}}}br(e){let t=this.rules.inline.br.exec(e);if(t)return{type:"br",raw:t[0]}}del(e,t,n=""){let i=this.rules.inline.delLDelim.exec(e);if(i&&(!i[1]||!n||this.rules.inline.punctuation.exec(n))){let s=[...i[0]].length-1,a,r,l=s,o=this.rules.inline.delRDelim;for(o.lastIndex=0,t=t.slice(-1*e.length+s);(i=o.exec(t))!=null;){if(a=i[1]||i[2]||i[3]||i[4]||i[5]||i[6],!a||(r=[...a].length,r!==s))continue;if(i[3]||i[4]){l+=r;continue}if(l-=r,l>0)continue;r=Math.min(r,r+l);let d=[...i[0]][0].length,p=e.slice(0,s+i.index+d+r),g=p.slice(s,-s);return{type:"del",raw:p,text:g,tokens:this.lexer.inlineTokens(g)}}}}autolink(e){let t=this.rules.inline.autolink.exec(e);if(t){let n,i;return t[2]==="@"?(n=t[1],i="mailto:"+n):(n=t[1],i=n),{type:"link",raw:t[0],text:n,href:i,tokens:[{type:"text",raw:n,text:n}]}}}url(e){let t;if(t=this.rules.inline.url.exec(e)){let n,i;if(t[2]==="@")n=t[0],i="mailto:"+n;else{let s;do s=t[0],t[0]=this.rules.inline._backpedal.exec(t[0])?.[0]??"";while(s!==t[0]);n=t[0],i=t[1]==="www."?"http://"+t[0]:t[0]}return{type:"link",raw:t[0],text:n,href:i,tokens:[{type:"text",raw:n,text:n}]}}}inlineText(e){let t=this.rules.inline.text.exec(e);if(t){let n=this.lexer.state.inRawBlock;return{type:"text",raw:t[0],text:t[0],escaped:n}}}},ee=class bt{tokens;options;state;inlineQueue;tokenizer;constructor(t){this.tokens=[],this.tokens.links=Object.create(null),this.options=t||ye,this.options.tokenizer=this.options.tokenizer||new Ze,this.tokenizer=this.options.tokenizer,this.tokenizer.options=this.options,this.tokenizer.lexer=this,this.inlineQueue=[],this.state={inLink:!1,inRawBlock:!1,top:!0};let n={other:K,block:Ke.normal,inline:Pe.normal};this.options.pedantic?(n.block=Ke.pedantic,n.inline=Pe.pedantic):this.options.gfm&&(n.block=Ke.gfm,n.inline=this.options.breaks?Pe.breaks:Pe.gfm),this.tokenizer.rules=n}static get rules(){return{block:Ke,inline:Pe}}static lex(t,n){return new bt(n).lex(t)}static lexInline(t,n){return new bt(n).inlineTokens(t)}lex(t){t=t.replace(K.carriageReturn,`
`),this.blockTokens(t,this.tokens);for(let n=0;n<this.inlineQueue.length;n++){let i=this.inlineQueue[n];this.inlineTokens(i.src,i.tokens)}return this.inlineQueue=[],this.tokens}blockTokens(t,n=[],i=!1){for(this.tokenizer.lexer=this,this.options.pedantic&&(t=t.replace(K.tabCharGlobal,"    ").replace(K.spaceLine,""));t;){let s;if(this.options.extensions?.block?.some(r=>(s=r.call({lexer:this},t,n))?(t=t.substring(s.raw.length),n.push(s),!0):!1))continue;if(s=this.tokenizer.space(t)){t=t.substring(s.raw.length);let r=n.at(-1);s.raw.length===1&&r!==void 0?r.raw+=`
`:n.push(s);continue}if(s=this.tokenizer.code(t)){t=t.substring(s.raw.length);let r=n.at(-1);r?.type==="paragraph"||r?.type==="text"?(r.raw+=(r.raw.endsWith(`
`)?"":`
`)+s.raw,r.text+=`
`+s.text,this.inlineQueue.at(-1).src=r.text):n.push(s);continue}if(s=this.tokenizer.fences(t)){t=t.substring(s.raw.length),n.push(s);continue}if(s=this.tokenizer.heading(t)){t=t.substring(s.raw.length),n.push(s);continue}if(s=this.tokenizer.hr(t)){t=t.substring(s.raw.length),n.push(s);continue}if(s=this.tokenizer.blockquote(t)){t=t.substring(s.raw.length),n.push(s);continue}if(s=this.tokenizer.list(t)){t=t.substring(s.raw.length),n.push(s);continue}if(s=this.tokenizer.html(t)){t=t.substring(s.raw.length),n.push(s);continue}if(s=this.tokenizer.def(t)){t=t.substring(s.raw.length);let r=n.at(-1);r?.type==="paragraph"||r?.type==="text"?(r.raw+=(r.raw.endsWith(`
`)?"":`
`)+s.raw,r.text+=`
`+s.raw,this.inlineQueue.at(-1).src=r.text):this.tokens.links[s.tag]||(this.tokens.links[s.tag]={href:s.href,title:s.title},n.push(s));continue}if(s=this.tokenizer.table(t)){t=t.substring(s.raw.length),n.push(s);continue}if(s=this.tokenizer.lheading(t)){t=t.substring(s.raw.length),n.push(s);continue}let a=t;if(this.options.extensions?.startBlock){let r=1/0,l=t.slice(1),o;this.options.extensions.startBlock.forEach(d=>{o=d.call({lexer:this},l),typeof o=="number"&&o>=0&&(r=Math.min(r,o))}),r<1/0&&r>=0&&(a=t.substring(0,r+1))}if(this.state.top&&(s=this.tokenizer.paragraph(a))){let r=n.at(-1);i&&r?.type==="paragraph"?(r.raw+=(r.raw.endsWith(`
`)?"":`
`)+s.raw,r.text+=`
`+s.text,this.inlineQueue.pop(),this.inlineQueue.at(-1).src=r.text):n.push(s),i=a.length!==t.length,t=t.substring(s.raw.length);continue}if(s=this.tokenizer.text(t)){t=t.substring(s.raw.length);let r=n.at(-1);r?.type==="text"?(r.raw+=(r.raw.endsWith(`
`)?"":`
`)+s.raw,r.text+=`
`+s.text,this.inlineQueue.pop(),this.inlineQueue.at(-1).src=r.text):n.push(s);continue}if(t){let r="Infinite loop on byte: "+t.charCodeAt(0);if(this.options.silent){console.error(r);break}throw Error(r)}}return this.state.top=!0,n}inline(t,n=[]){return this.inlineQueue.push({src:t,tokens:n}),n}inlineTokens(t,n=[]){this.tokenizer.lexer=this;let i=t,s=null;if(this.tokens.links){let o=Object.keys(this.tokens.links);if(o.length>0)for(;(s=this.tokenizer.rules.inline.reflinkSearch.exec(i))!=null;)o.includes(s[0].slice(s[0].lastIndexOf("[")+1,-1))&&(i=i.slice(0,s.index)+"["+"a".repeat(s[0].length-2)+"]"+i.slice(this.tokenizer.rules.inline.reflinkSearch.lastIndex))}for(;(s=this.tokenizer.rules.inline.anyPunctuation.exec(i))!=null;)i=i.slice(0,s.index)+"++"+i.slice(this.tokenizer.rules.inline.anyPunctuation.lastIndex);let a;for(;(s=this.tokenizer.rules.inline.blockSkip.exec(i))!=null;)a=s[2]?s[2].length:0,i=i.slice(0,s.index+a)+"["+"a".repeat(s[0].length-a-2)+"]"+i.slice(this.tokenizer.rules.inline.blockSkip.lastIndex);i=this.options.hooks?.emStrongMask?.call({lexer:this},i)??i;let r=!1,l="";for(;t;){r||(l=""),r=!1;let o;if(this.options.extensions?.inline?.some(p=>(o=p.call({lexer:this},t,n))?(t=t.substring(o.raw.length),n.push(o),!0):!1))continue;if(o=this.tokenizer.escape(t)){t=t.substring(o.raw.length),n.push(o);continue}if(o=this.tokenizer.tag(t)){t=t.substring(o.raw.length),n.push(o);continue}if(o=this.tokenizer.link(t)){t=t.substring(o.raw.length),n.push(o);continue}if(o=this.tokenizer.reflink(t,this.tokens.links)){t=t.substring(o.raw.length);let p=n.at(-1);o.type==="text"&&p?.type==="text"?(p.raw+=o.raw,p.text+=o.text):n.push(o);continue}if(o=this.tokenizer.emStrong(t,i,l)){t=t.substring(o.raw.length),n.push(o);continue}if(o=this.tokenizer.codespan(t)){t=t.substring(o.raw.length),n.push(o);continue}if(o=this.tokenizer.br(t)){t=t.substring(o.raw.length),n.push(o);continue}if(o=this.tokenizer.del(t,i,l)){t=t.substring(o.raw.length),n.push(o);continue}if(o=this.tokenizer.autolink(t)){t=t.substring(o.raw.length),n.push(o);continue}if(!this.state.inLink&&(o=this.tokenizer.url(t))){t=t.substring(o.raw.length),n.push(o);continue}let d=t;if(this.options.extensions?.startInline){let p=1/0,g=t.slice(1),m;this.options.extensions.startInline.forEach(w=>{m=w.call({lexer:this},g),typeof m=="number"&&m>=0&&(p=Math.min(p,m))}),p<1/0&&p>=0&&(d=t.substring(0,p+1))}if(o=this.tokenizer.inlineText(d)){t=t.substring(o.raw.length),o.raw.slice(-1)!=="_"&&(l=o.raw.slice(-1)),r=!0;let p=n.at(-1);p?.type==="text"?(p.raw+=o.raw,p.text+=o.text):n.push(o);continue}if(t){let p="Infinite loop on byte: "+t.charCodeAt(0);if(this.options.silent){console.error(p);break}throw Error(p)}}return n}},Je=class{options;parser;constructor(e){this.options=e||ye}space(e){return""}code({text:e,lang:t,escaped:n}){let i=(t||"").match(K.notSpaceStart)?.[0],s=e.replace(K.endingNewline,"")+`
`;return i?'<pre><code class="language-'+se(i)+'">'+(n?s:se(s,!0))+`</code></pre>
`:"<pre><code>"+(n?s:se(s,!0))+`</code></pre>
`}blockquote({tokens:e}){return`<blockquote>
${this.parser.parse(e)}</blockquote>
`}html({text:e}){return e}def(e){return""}heading({tokens:e,depth:t}){return`<h${t}>${this.parser.parseInline(e)}</h${t}>
`}hr(e){return`<hr>
`}list(e){let t=e.ordered,n=e.start,i="";for(let r=0;r<e.items.length;r++){let l=e.items[r];i+=this.listitem(l)}let s=t?"ol":"ul",a=t&&n!==1?' start="'+n+'"':"";return"<"+s+a+`>
`+i+"</"+s+`>
`}listitem(e){return`<li>${this.parser.parse(e.tokens)}</li>
`}checkbox({checked:e}){return"<input "+(e?'checked="" ':"")+'disabled="" type="checkbox"> '}paragraph({tokens:e}){return`<p>${this.parser.parseInline(e)}</p>
`}table(e){let t="",n="";for(let s=0;s<e.header.length;s++)n+=this.tablecell(e.header[s]);t+=this.tablerow({text:n});let i="";for(let s=0;s<e.rows.length;s++){let a=e.rows[s];n="";for(let r=0;r<a.length;r++)n+=this.tablecell(a[r]);i+=this.tablerow({text:n})}return i&&=`<tbody>${i}</tbody>`,`<table>
<thead>
`+t+`</thead>
`+i+`</table>
`}tablerow({text:e}){return`<tr>
${e}</tr>
`}tablecell(e){let t=this.parser.parseInline(e.tokens),n=e.header?"th":"td";return(e.align?`<${n} align="${e.align}">`:`<${n}>`)+t+`</${n}>
`}strong({tokens:e}){return`<strong>${this.parser.parseInline(e)}</strong>`}em({tokens:e}){return`<em>${this.parser.parseInline(e)}</em>`}codespan({text:e}){return`<code>${se(e,!0)}</code>`}br(e){return"<br>"}del({tokens:e}){return`<del>${this.parser.parseInline(e)}</del>`}link({href:e,title:t,tokens:n}){let i=this.parser.parseInline(n),s=In(e);if(s===null)return i;e=s;let a='<a href="'+e+'"';return t&&(a+=' title="'+se(t)+'"'),a+=">"+i+"</a>",a}image({href:e,title:t,text:n,tokens:i}){i&&(n=this.parser.parseInline(i,this.parser.textRenderer));let s=In(e);if(s===null)return se(n);e=s;let a=`<img src="${e}" alt="${se(n)}"`;return t&&(a+=` title="${se(t)}"`),a+=">",a}text(e){return"tokens"in e&&e.tokens?this.parser.parseInline(e.tokens):"escaped"in e&&e.escaped?e.text:se(e.text)}},Tt=class{strong({text:e}){return e}em({text:e}){return e}codespan({text:e}){return e}del({text:e}){return e}html({text:e}){return e}text({text:e}){return e}link({text:e}){return""+e}image({text:e}){return""+e}br(){return""}checkbox({raw:e}){return e}},te=class yt{options;renderer;textRenderer;constructor(t){this.options=t||ye,this.options.renderer=this.options.renderer||new Je,this.renderer=this.options.renderer,this.renderer.options=this.options,this.renderer.parser=this,this.textRenderer=new Tt}static parse(t,n){return new yt(n).parse(t)}static parseInline(t,n){return new yt(n).parseInline(t)}parse(t){this.renderer.parser=this;let n="";for(let i=0;i<t.length;i++){let s=t[i];if(this.options.extensions?.renderers?.[s.type]){let r=s,l=this.options.extensions.renderers[r.type].call({parser:this},r);if(l!==!1||!["space","hr","heading","code","table","blockquote","list","html","def","paragraph","text"].includes(r.type)){n+=l||"";continue}}let a=s;switch(a.type){case"space":n+=this.renderer.space(a);break;case"hr":n+=this.renderer.hr(a);break;case"heading":n+=this.renderer.heading(a);break;case"code":n+=this.renderer.code(a);break;case"table":n+=this.renderer.table(a);break;case"blockquote":n+=this.renderer.blockquote(a);break;case"list":n+=this.renderer.list(a);break;case"checkbox":n+=this.renderer.checkbox(a);break;case"html":n+=this.renderer.html(a);break;case"def":n+=this.renderer.def(a);break;case"paragraph":n+=this.renderer.paragraph(a);break;case"text":n+=this.renderer.text(a);break;default:{let r='Token with "'+a.type+'" type was not found.';if(this.options.silent)return console.error(r),"";throw Error(r)}}}return n}parseInline(t,n=this.renderer){this.renderer.parser=this;let i="";for(let s=0;s<t.length;s++){let a=t[s];if(this.options.extensions?.renderers?.[a.type]){let l=this.options.extensions.renderers[a.type].call({parser:this},a);if(l!==!1||!["escape","html","link","image","strong","em","codespan","br","del","text"].includes(a.type)){i+=l||"";continue}}let r=a;switch(r.type){case"escape":i+=n.text(r);break;case"html":i+=n.html(r);break;case"link":i+=n.link(r);break;case"image":i+=n.image(r);break;case"checkbox":i+=n.checkbox(r);break;case"strong":i+=n.strong(r);break;case"em":i+=n.em(r);break;case"codespan":i+=n.codespan(r);break;case"br":i+=n.br(r);break;case"del":i+=n.del(r);break;case"text":i+=n.text(r);break;default:{let l='Token with "'+r.type+'" type was not found.';if(this.options.silent)return console.error(l),"";throw Error(l)}}}return i}},Ie=class{options;block;constructor(e){this.options=e||ye}static passThroughHooks=new Set(["preprocess","postprocess","processAllTokens","emStrongMask"]);static passThroughHooksRespectAsync=new Set(["preprocess","postprocess","processAllTokens"]);preprocess(e){return e}postprocess(e){return e}processAllTokens(e){return e}emStrongMask(e){return e}provideLexer(){return this.block?ee.lex:ee.lexInline}provideParser(){return this.block?te.parse:te.parseInline}},fe=new class{defaults=wt();options=this.setOptions;parse=this.parseMarkdown(!0);parseInline=this.parseMarkdown(!1);Parser=te;Renderer=Je;TextRenderer=Tt;Lexer=ee;Tokenizer=Ze;Hooks=Ie;constructor(...e){this.use(...e)}walkTokens(e,t){let n=[];for(let i of e)switch(n=n.concat(t.call(this,i)),i.type){case"table":{let s=i;for(let a of s.header)n=n.concat(this.walkTokens(a.tokens,t));for(let a of s.rows)for(let r of a)n=n.concat(this.walkTokens(r.tokens,t));break}case"list":{let s=i;n=n.concat(this.walkTokens(s.items,t));break}default:{let s=i;this.defaults.extensions?.childTokens?.[s.type]?this.defaults.extensions.childTokens[s.type].forEach(a=>{let r=s[a].flat(1/0);n=n.concat(this.walkTokens(r,t))}):s.tokens&&(n=n.concat(this.walkTokens(s.tokens,t)))}}return n}use(...e){let t=this.defaults.extensions||{renderers:{},childTokens:{}};return e.forEach(n=>{let i={...n};if(i.async=this.defaults.async||i.async||!1,n.extensions&&(n.extensions.forEach(s=>{if(!s.name)throw Error("extension name required");if("renderer"in s){let a=t.renderers[s.name];a?t.renderers[s.name]=function(...r){let l=s.renderer.apply(this,r);return l===!1&&(l=a.apply(this,r)),l}:t.renderers[s.name]=s.renderer}if("tokenizer"in s){if(!s.level||s.level!=="block"&&s.level!=="inline")throw Error("extension level must be 'block' or 'inline'");let a=t[s.level];a?a.unshift(s.tokenizer):t[s.level]=[s.tokenizer],s.start&&(s.level==="block"?t.startBlock?t.startBlock.push(s.start):t.startBlock=[s.start]:s.level==="inline"&&(t.startInline?t.startInline.push(s.start):t.startInline=[s.start]))}"childTokens"in s&&s.childTokens&&(t.childTokens[s.name]=s.childTokens)}),i.extensions=t),n.renderer){let s=this.defaults.renderer||new Je(this.defaults);for(let a in n.renderer){if(!(a in s))throw Error(`renderer '${a}' does not exist`);if(["options","parser"].includes(a))continue;let r=a,l=n.renderer[r],o=s[r];s[r]=(...d)=>{let p=l.apply(s,d);return p===!1&&(p=o.apply(s,d)),p||""}}i.renderer=s}if(n.tokenizer){let s=this.defaults.tokenizer||new Ze(this.defaults);for(let a in n.tokenizer){if(!(a in s))throw Error(`tokenizer '${a}' does not exist`);if(["options","rules","lexer"].includes(a))continue;let r=a,l=n.tokenizer[r],o=s[r];s[r]=(...d)=>{let p=l.apply(s,d);return p===!1&&(p=o.apply(s,d)),p}}i.tokenizer=s}if(n.hooks){let s=this.defaults.hooks||new Ie;for(let a in n.hooks){if(!(a in s))throw Error(`hook '${a}' does not exist`);if(["options","block"].includes(a))continue;let r=a,l=n.hooks[r],o=s[r];s[r]=Ie.passThroughHooks.has(a)?d=>{if(this.defaults.async&&Ie.passThroughHooksRespectAsync.has(a))return(async()=>{let g=await l.call(s,d);return o.call(s,g)})();let p=l.call(s,d);return o.call(s,p)}:(...d)=>{if(this.defaults.async)return(async()=>{let g=await l.apply(s,d);return g===!1&&(g=await o.apply(s,d)),g})();let p=l.apply(s,d);return p===!1&&(p=o.apply(s,d)),p}}i.hooks=s}if(n.walkTokens){let s=this.defaults.walkTokens,a=n.walkTokens;i.walkTokens=function(r){let l=[];return l.push(a.call(this,r)),s&&(l=l.concat(s.call(this,r))),l}}this.defaults={...this.defaults,...i}}),this}setOptions(e){return this.defaults={...this.defaults,...e},this}lexer(e,t){return ee.lex(e,t??this.defaults)}parser(e,t){return te.parse(e,t??this.defaults)}parseMarkdown(e){return(t,n)=>{let i={...n},s={...this.defaults,...i},a=this.onError(!!s.silent,!!s.async);if(this.defaults.async===!0&&i.async===!1)return a(Error("marked(): The async option was set to true by an extension. Remove async: false from the parse options object to return a Promise."));if(typeof t>"u"||t===null)return a(Error("marked(): input parameter is undefined or null"));if(typeof t!="string")return a(Error("marked(): input parameter is of type "+Object.prototype.toString.call(t)+", string expected"));if(s.hooks&&(s.hooks.options=s,s.hooks.block=e),s.async)return(async()=>{let r=s.hooks?await s.hooks.preprocess(t):t,l=await(s.hooks?await s.hooks.provideLexer():e?ee.lex:ee.lexInline)(r,s),o=s.hooks?await s.hooks.processAllTokens(l):l;s.walkTokens&&await Promise.all(this.walkTokens(o,s.walkTokens));let d=await(s.hooks?await s.hooks.provideParser():e?te.parse:te.parseInline)(o,s);return s.hooks?await s.hooks.postprocess(d):d})().catch(a);try{s.hooks&&(t=s.hooks.preprocess(t));let r=(s.hooks?s.hooks.provideLexer():e?ee.lex:ee.lexInline)(t,s);s.hooks&&(r=s.hooks.processAllTokens(r)),s.walkTokens&&this.walkTokens(r,s.walkTokens);let l=(s.hooks?s.hooks.provideParser():e?te.parse:te.parseInline)(r,s);return s.hooks&&(l=s.hooks.postprocess(l)),l}catch(r){return a(r)}}}onError(e,t){return n=>{if(n.message+=`
Please report this to https://github.com/markedjs/marked.`,e){let i="<p>An error occurred:</p><pre>"+se(n.message+"",!0)+"</pre>";return t?Promise.resolve(i):i}if(t)return Promise.reject(n);throw n}}};function I(e,t){return fe.parse(e,t)}I.options=I.setOptions=function(e){return fe.setOptions(e),I.defaults=fe.defaults,Rn(I.defaults),I},I.getDefaults=wt,I.defaults=ye,I.use=function(...e){return fe.use(...e),I.defaults=fe.defaults,Rn(I.defaults),I},I.walkTokens=function(e,t){return fe.walkTokens(e,t)},I.parseInline=fe.parseInline,I.Parser=te,I.parser=te.parse,I.Renderer=Je,I.TextRenderer=Tt,I.Lexer=ee,I.lexer=ee.lex,I.Tokenizer=Ze,I.Hooks=Ie,I.parse=I,I.options,I.setOptions,I.use,I.walkTokens,I.parseInline,te.parse,ee.lex;var Vn=()=>{let e,t=null,n;function i(){if(t&&!t.closed)t.focus();else{if(t=window.open("about:blank","reveal.js - Notes","width=1100,height=700"),t.marked=I,t.document.write(`<!--
	NOTE: You need to build the notes plugin after making changes to this file.
-->
<html lang="en">
	<head>
		<meta charset="utf-8">

		<title>reveal.js - Speaker View</title>

		<style>
			body {
				font-family: Helvetica;
				font-size: 18px;
			}

			#current-slide,
			#upcoming-slide,
			#speaker-controls {
				padding: 6px;
				box-sizing: border-box;
				-moz-box-sizing: border-box;
			}

			#current-slide iframe,
			#upcoming-slide iframe {
				width: 100%;
				height: 100%;
				border: 1px solid #ddd;
			}

			#current-slide .label,
			#upcoming-slide .label {
				position: absolute;
				top: 10px;
				left: 10px;
				z-index: 2;
			}

			#connection-status {
				position: absolute;
				top: 0;
				left: 0;
				width: 100%;
				height: 100%;
				z-index: 20;
				padding: 30% 20% 20% 20%;
				font-size: 18px;
				color: #222;
				background: #fff;
				text-align: center;
				box-sizing: border-box;
				line-height: 1.4;
			}

			.overlay-element {
				height: 34px;
				line-height: 34px;
				padding: 0 10px;
				text-shadow: none;
				background: rgba( 220, 220, 220, 0.8 );
				color: #222;
				font-size: 14px;
			}

			.overlay-element.interactive:hover {
				background: rgba( 220, 220, 220, 1 );
			}

			#current-slide {
				position: absolute;
				width: 60%;
				height: 100%;
				top: 0;
				left: 0;
				padding-right: 0;
			}

			#upcoming-slide {
				position: absolute;
				width: 40%;
				height: 40%;
				right: 0;
				top: 0;
			}

			/* Speaker controls */
			#speaker-controls {
				position: absolute;
				top: 40%;
				right: 0;
				width: 40%;
				height: 60%;
				overflow: auto;
				font-size: 18px;
			}

				.speaker-controls-time.hidden,
				.speaker-controls-notes.hidden {
					display: none;
				}

				.speaker-controls-time .label,
				.speaker-controls-pace .label,
				.speaker-controls-notes .label {
					text-transform: uppercase;
					font-weight: normal;
					font-size: 0.66em;
					color: #666;
					margin: 0;
				}

				.speaker-controls-time, .speaker-controls-pace {
					border-bottom: 1px solid rgba( 200, 200, 200, 0.5 );
					margin-bottom: 10px;
					padding: 10px 16px;
					padding-bottom: 20px;
					cursor: pointer;
				}

				.speaker-controls-time .reset-button {
					opacity: 0;
					float: right;
					color: #666;
					text-decoration: none;
				}
				.speaker-controls-time:hover .reset-button {
					opacity: 1;
				}

				.speaker-controls-time .timer,
				.speaker-controls-time .clock {
					width: 50%;
				}

				.speaker-controls-time .timer,
				.speaker-controls-time .clock,
				.speaker-controls-time .pacing .hours-value,
				.speaker-controls-time .pacing .minutes-value,
				.speaker-controls-time .pacing .seconds-value {
					font-size: 1.9em;
				}

				.speaker-controls-time .timer {
					float: left;
				}

				.speaker-controls-time .clock {
					float: right;
					text-align: right;
				}

				.speaker-controls-time span.mute {
					opacity: 0.3;
				}

				.speaker-controls-time .pacing-title {
					margin-top: 5px;
				}

				.speaker-controls-time .pacing.ahead {
					color: blue;
				}

				.speaker-controls-time .pacing.on-track {
					color: green;
				}

				.speaker-controls-time .pacing.behind {
					color: red;
				}

				.speaker-controls-notes {
					padding: 10px 16px;
				}

				.speaker-controls-notes .value {
					margin-top: 5px;
					line-height: 1.4;
					font-size: 1.2em;
				}

			/* Layout selector */
			#speaker-layout {
				position: absolute;
				top: 10px;
				right: 10px;
				color: #222;
				z-index: 10;
			}
				#speaker-layout select {
					position: absolute;
					width: 100%;
					height: 100%;
					top: 0;
					left: 0;
					border: 0;
					box-shadow: 0;
					cursor: pointer;
					opacity: 0;

					font-size: 1em;
					background-color: transparent;

					-moz-appearance: none;
					-webkit-appearance: none;
					-webkit-tap-highlight-color: rgba(0, 0, 0, 0);
				}

				#speaker-layout select:focus {
					outline: none;
					box-shadow: none;
				}

			.clear {
				clear: both;
			}

			/* Speaker layout: Wide */
			body[data-speaker-layout="wide"] #current-slide,
			body[data-speaker-layout="wide"] #upcoming-slide {
				width: 50%;
				height: 45%;
				padding: 6px;
			}

			body[data-speaker-layout="wide"] #current-slide {
				top: 0;
				left: 0;
			}

			body[data-speaker-layout="wide"] #upcoming-slide {
				top: 0;
				left: 50%;
			}

			body[data-speaker-layout="wide"] #speaker-controls {
				top: 45%;
				left: 0;
				width: 100%;
				height: 50%;
				font-size: 1.25em;
			}

			/* Speaker layout: Tall */
			body[data-speaker-layout="tall"] #current-slide,
			body[data-speaker-layout="tall"] #upcoming-slide {
				width: 45%;
				height: 50%;
				padding: 6px;
			}

			body[data-speaker-layout="tall"] #current-slide {
				top: 0;
				left: 0;
			}

			body[data-speaker-layout="tall"] #upcoming-slide {
				top: 50%;
				left: 0;
			}

			body[data-speaker-layout="tall"] #speaker-controls {
				padding-top: 40px;
				top: 0;
				left: 45%;
				width: 55%;
				height: 100%;
				font-size: 1.25em;
			}

			/* Speaker layout: Notes only */
			body[data-speaker-layout="notes-only"] #current-slide,
			body[data-speaker-layout="notes-only"] #upcoming-slide {
				display: none;
			}

			body[data-speaker-layout="notes-only"] #speaker-controls {
				padding-top: 40px;
				top: 0;
				left: 0;
				width: 100%;
				height: 100%;
				font-size: 1.25em;
			}

			@media screen and (max-width: 1080px) {
				body[data-speaker-layout="default"] #speaker-controls {
					font-size: 16px;
				}
			}

			@media screen and (max-width: 900px) {
				body[data-speaker-layout="default"] #speaker-controls {
					font-size: 14px;
				}
			}

			@media screen and (max-width: 800px) {
				body[data-speaker-layout="default"] #speaker-controls {
					font-size: 12px;
				}
			}

		</style>
	</head>

	<body>

		<div id="connection-status">Loading speaker view...</div>

		<div id="current-slide"></div>
		<div id="upcoming-slide"><span class="overlay-element label">Upcoming</span></div>
		<div id="speaker-controls">
			<div class="speaker-controls-time">
				<h4 class="label">Time <span class="reset-button">Click to Reset</span></h4>
				<div class="clock">
					<span class="clock-value">0:00 AM</span>
				</div>
				<div class="timer">
					<span class="hours-value">00</span><span class="minutes-value">:00</span><span class="seconds-value">:00</span>
				</div>
				<div class="clear"></div>

				<h4 class="label pacing-title" style="display: none">Pacing – Time to finish current slide</h4>
				<div class="pacing" style="display: none">
					<span class="hours-value">00</span><span class="minutes-value">:00</span><span class="seconds-value">:00</span>
				</div>
			</div>

			<div class="speaker-controls-notes hidden">
				<h4 class="label">Notes</h4>
				<div class="value"></div>
			</div>
		</div>
		<div id="speaker-layout" class="overlay-element interactive">
			<span class="speaker-layout-label"></span>
			<select class="speaker-layout-dropdown"></select>
		</div>

		<script>

			(function() {

				var notes,
					notesValue,
					currentState,
					currentSlide,
					upcomingSlide,
					layoutLabel,
					layoutDropdown,
					pendingCalls = {},
					lastRevealApiCallId = 0,
					connected = false

				var connectionStatus = document.querySelector( '#connection-status' );

				var SPEAKER_LAYOUTS = {
					'default': 'Default',
					'wide': 'Wide',
					'tall': 'Tall',
					'notes-only': 'Notes only'
				};

				setupLayout();

				let openerOrigin;

				try {
					openerOrigin = window.opener.location.origin;
				}
				catch ( error ) { console.warn( error ) }

				// In order to prevent XSS, the speaker view will only run if its
				// opener has the same origin as itself
				if( window.location.origin !== openerOrigin ) {
					connectionStatus.innerHTML = 'Cross origin error.<br>The speaker window can only be opened from the same origin.';
					return;
				}

				var connectionTimeout = setTimeout( function() {
					connectionStatus.innerHTML = 'Error connecting to main window.<br>Please try closing and reopening the speaker view.';
				}, 5000 );

				window.addEventListener( 'message', function( event ) {

					// Validate the origin of all messages to avoid parsing messages
					// that aren't meant for us. Ignore when running off file:// so
					// that the speaker view continues to work without a web server.
					if( window.location.origin !== event.origin && window.location.origin !== 'file://' ) {
						return
					}

					clearTimeout( connectionTimeout );
					connectionStatus.style.display = 'none';

					var data = JSON.parse( event.data );

					// The overview mode is only useful to the reveal.js instance
					// where navigation occurs so we don't sync it
					if( data.state ) delete data.state.overview;

					// Messages sent by the notes plugin inside of the main window
					if( data && data.namespace === 'reveal-notes' ) {
						if( data.type === 'connect' ) {
							handleConnectMessage( data );
						}
						else if( data.type === 'state' ) {
							handleStateMessage( data );
						}
						else if( data.type === 'return' ) {
							pendingCalls[data.callId](data.result);
							delete pendingCalls[data.callId];
						}
					}
					// Messages sent by the reveal.js inside of the current slide preview
					else if( data && data.namespace === 'reveal' ) {
						const supportedEvents = [
							'slidechanged',
							'fragmentshown',
							'fragmenthidden',
							'paused',
							'resumed',
							'previewiframe',
							'previewimage',
							'previewvideo',
							'closeoverlay'
						];

						if( /ready/.test( data.eventName ) ) {
							// Send a message back to notify that the handshake is complete
							window.opener.postMessage( JSON.stringify({ namespace: 'reveal-notes', type: 'connected'} ), '*' );
						}
						else if( supportedEvents.includes( data.eventName ) && currentState !== JSON.stringify( data.state ) ) {
							dispatchStateToMainWindow( data.state );
						}
					}

				} );

				/**
				 * Updates the presentation in the main window to match the state
				 * of the presentation in the notes window.
				 */
				const dispatchStateToMainWindow = debounce(( state ) => {
					window.opener.postMessage( JSON.stringify({ method: 'setState', args: [ state ]} ), '*' );
				}, 500);

				/**
				 * Asynchronously calls the Reveal.js API of the main frame.
				 */
				function callRevealApi( methodName, methodArguments, callback ) {

					var callId = ++lastRevealApiCallId;
					pendingCalls[callId] = callback;
					window.opener.postMessage( JSON.stringify( {
						namespace: 'reveal-notes',
						type: 'call',
						callId: callId,
						methodName: methodName,
						arguments: methodArguments
					} ), '*' );

				}

				/**
				 * Called when the main window is trying to establish a
				 * connection.
				 */
				function handleConnectMessage( data ) {

					if( connected === false ) {
						connected = true;

						setupIframes( data );
						setupKeyboard();
						setupNotes();
						setupTimer();
						setupHeartbeat();
					}

				}

				/**
				 * Called when the main window sends an updated state.
				 */
				function handleStateMessage( data ) {

					// Store the most recently set state to avoid circular loops
					// applying the same state
					currentState = JSON.stringify( data.state );

					// No need for updating the notes in case of fragment changes
					if ( data.notes ) {
						notes.classList.remove( 'hidden' );
						notesValue.style.whiteSpace = data.whitespace;
						if( data.markdown ) {
							notesValue.innerHTML = marked.parse( data.notes );
						}
						else {
							notesValue.innerHTML = data.notes;
						}
					}
					else {
						notes.classList.add( 'hidden' );
					}

					// Don't show lightboxes in the upcoming slide
					const { previewVideo, previewImage, previewIframe, ...upcomingState } = data.state;

					// Update the note slides
					currentSlide.contentWindow.postMessage( JSON.stringify({ method: 'setState', args: [ data.state ] }), '*' );
					upcomingSlide.contentWindow.postMessage( JSON.stringify({ method: 'setState', args: [ upcomingState ] }), '*' );
					upcomingSlide.contentWindow.postMessage( JSON.stringify({ method: 'next' }), '*' );

				}

				// Limit to max one state update per X ms
				handleStateMessage = debounce( handleStateMessage, 200 );

				/**
				 * Forward keyboard events to the current slide window.
				 * This enables keyboard events to work even if focus
				 * isn't set on the current slide iframe.
				 *
				 * Block F5 default handling, it reloads and disconnects
				 * the speaker notes window.
				 */
				function setupKeyboard() {

					document.addEventListener( 'keydown', function( event ) {
						if( event.keyCode === 116 || ( event.metaKey && event.keyCode === 82 ) ) {
							event.preventDefault();
							return false;
						}
						currentSlide.contentWindow.postMessage( JSON.stringify({ method: 'triggerKey', args: [ event.keyCode ] }), '*' );
					} );

				}

				/**
				 * Creates the preview iframes.
				 */
				function setupIframes( data ) {

					var params = [
						'receiver',
						'progress=false',
						'history=false',
						'transition=none',
						'autoSlide=0',
						'backgroundTransition=none'
					].join( '&' );

					var urlSeparator = /\\?/.test(data.url) ? '&' : '?';
					var hash = '#/' + data.state.indexh + '/' + data.state.indexv;
					var currentURL = data.url + urlSeparator + params + '&scrollActivationWidth=false&postMessageEvents=true' + hash;
					var upcomingURL = data.url + urlSeparator + params + '&scrollActivationWidth=false&controls=false' + hash;

					currentSlide = document.createElement( 'iframe' );
					currentSlide.setAttribute( 'width', 1280 );
					currentSlide.setAttribute( 'height', 1024 );
					currentSlide.setAttribute( 'src', currentURL );
					document.querySelector( '#current-slide' ).appendChild( currentSlide );

					upcomingSlide = document.createElement( 'iframe' );
					upcomingSlide.setAttribute( 'width', 640 );
					upcomingSlide.setAttribute( 'height', 512 );
					upcomingSlide.setAttribute( 'src', upcomingURL );
					document.querySelector( '#upcoming-slide' ).appendChild( upcomingSlide );

				}

				/**
				 * Setup the notes UI.
				 */
				function setupNotes() {

					notes = document.querySelector( '.speaker-controls-notes' );
					notesValue = document.querySelector( '.speaker-controls-notes .value' );

				}

				/**
				 * We send out a heartbeat at all times to ensure we can
				 * reconnect with the main presentation window after reloads.
				 */
				function setupHeartbeat() {

					setInterval( () => {
						window.opener.postMessage( JSON.stringify({ namespace: 'reveal-notes', type: 'heartbeat'} ), '*' );
					}, 1000 );

				}

				function getTimings( callback ) {

					callRevealApi( 'getSlidesAttributes', [], function ( slideAttributes ) {
						callRevealApi( 'getConfig', [], function ( config ) {
							var totalTime = config.totalTime;
							var minTimePerSlide = config.minimumTimePerSlide || 0;
							var defaultTiming = config.defaultTiming;
							if ((defaultTiming == null) && (totalTime == null)) {
								callback(null);
								return;
							}
							// Setting totalTime overrides defaultTiming
							if (totalTime) {
								defaultTiming = 0;
							}
							var timings = [];
							for ( var i in slideAttributes ) {
								var slide = slideAttributes[ i ];
								var timing = defaultTiming;
								if( slide.hasOwnProperty( 'data-timing' )) {
									var t = slide[ 'data-timing' ];
									timing = parseInt(t);
									if( isNaN(timing) ) {
										console.warn("Could not parse timing '" + t + "' of slide " + i + "; using default of " + defaultTiming);
										timing = defaultTiming;
									}
								}
								timings.push(timing);
							}
							if ( totalTime ) {
								// After we've allocated time to individual slides, we summarize it and
								// subtract it from the total time
								var remainingTime = totalTime - timings.reduce( function(a, b) { return a + b; }, 0 );
								// The remaining time is divided by the number of slides that have 0 seconds
								// allocated at the moment, giving the average time-per-slide on the remaining slides
								var remainingSlides = (timings.filter( function(x) { return x == 0 }) ).length
								var timePerSlide = Math.round( remainingTime / remainingSlides, 0 )
								// And now we replace every zero-value timing with that average
								timings = timings.map( function(x) { return (x==0 ? timePerSlide : x) } );
							}
							var slidesUnderMinimum = timings.filter( function(x) { return (x < minTimePerSlide) } ).length
							if ( slidesUnderMinimum ) {
								message = "The pacing time for " + slidesUnderMinimum + " slide(s) is under the configured minimum of " + minTimePerSlide + " seconds. Check the data-timing attribute on individual slides, or consider increasing the totalTime or minimumTimePerSlide configuration options (or removing some slides).";
								alert(message);
							}
							callback( timings );
						} );
					} );

				}

				/**
				 * Return the number of seconds allocated for presenting
				 * all slides up to and including this one.
				 */
				function getTimeAllocated( timings, callback ) {

					callRevealApi( 'getSlidePastCount', [], function ( currentSlide ) {
						var allocated = 0;
						for (var i in timings.slice(0, currentSlide + 1)) {
							allocated += timings[i];
						}
						callback( allocated );
					} );

				}

				/**
				 * Create the timer and clock and start updating them
				 * at an interval.
				 */
				function setupTimer() {

					var start = new Date(),
					timeEl = document.querySelector( '.speaker-controls-time' ),
					clockEl = timeEl.querySelector( '.clock-value' ),
					hoursEl = timeEl.querySelector( '.hours-value' ),
					minutesEl = timeEl.querySelector( '.minutes-value' ),
					secondsEl = timeEl.querySelector( '.seconds-value' ),
					pacingTitleEl = timeEl.querySelector( '.pacing-title' ),
					pacingEl = timeEl.querySelector( '.pacing' ),
					pacingHoursEl = pacingEl.querySelector( '.hours-value' ),
					pacingMinutesEl = pacingEl.querySelector( '.minutes-value' ),
					pacingSecondsEl = pacingEl.querySelector( '.seconds-value' );

					var timings = null;
					getTimings( function ( _timings ) {

						timings = _timings;
						if (_timings !== null) {
							pacingTitleEl.style.removeProperty('display');
							pacingEl.style.removeProperty('display');
						}

						// Update once directly
						_updateTimer();

						// Then update every second
						setInterval( _updateTimer, 1000 );

					} );


					function _resetTimer() {

						if (timings == null) {
							start = new Date();
							_updateTimer();
						}
						else {
							// Reset timer to beginning of current slide
							getTimeAllocated( timings, function ( slideEndTimingSeconds ) {
								var slideEndTiming = slideEndTimingSeconds * 1000;
								callRevealApi( 'getSlidePastCount', [], function ( currentSlide ) {
									var currentSlideTiming = timings[currentSlide] * 1000;
									var previousSlidesTiming = slideEndTiming - currentSlideTiming;
									var now = new Date();
									start = new Date(now.getTime() - previousSlidesTiming);
									_updateTimer();
								} );
							} );
						}

					}

					timeEl.addEventListener( 'click', function() {
						_resetTimer();
						return false;
					} );

					function _displayTime( hrEl, minEl, secEl, time) {

						var sign = Math.sign(time) == -1 ? "-" : "";
						time = Math.abs(Math.round(time / 1000));
						var seconds = time % 60;
						var minutes = Math.floor( time / 60 ) % 60 ;
						var hours = Math.floor( time / ( 60 * 60 )) ;
						hrEl.innerHTML = sign + zeroPadInteger( hours );
						if (hours == 0) {
							hrEl.classList.add( 'mute' );
						}
						else {
							hrEl.classList.remove( 'mute' );
						}
						minEl.innerHTML = ':' + zeroPadInteger( minutes );
						if (hours == 0 && minutes == 0) {
							minEl.classList.add( 'mute' );
						}
						else {
							minEl.classList.remove( 'mute' );
						}
						secEl.innerHTML = ':' + zeroPadInteger( seconds );
					}

					function _updateTimer() {

						var diff, hours, minutes, seconds,
						now = new Date();

						diff = now.getTime() - start.getTime();

						clockEl.innerHTML = now.toLocaleTimeString( 'en-US', { hour12: true, hour: '2-digit', minute:'2-digit' } );
						_displayTime( hoursEl, minutesEl, secondsEl, diff );
						if (timings !== null) {
							_updatePacing(diff);
						}

					}

					function _updatePacing(diff) {

						getTimeAllocated( timings, function ( slideEndTimingSeconds ) {
							var slideEndTiming = slideEndTimingSeconds * 1000;

							callRevealApi( 'getSlidePastCount', [], function ( currentSlide ) {
								var currentSlideTiming = timings[currentSlide] * 1000;
								var timeLeftCurrentSlide = slideEndTiming - diff;
								if (timeLeftCurrentSlide < 0) {
									pacingEl.className = 'pacing behind';
								}
								else if (timeLeftCurrentSlide < currentSlideTiming) {
									pacingEl.className = 'pacing on-track';
								}
								else {
									pacingEl.className = 'pacing ahead';
								}
								_displayTime( pacingHoursEl, pacingMinutesEl, pacingSecondsEl, timeLeftCurrentSlide );
							} );
						} );
					}

				}

				/**
				 * Sets up the speaker view layout and layout selector.
				 */
				function setupLayout() {

					layoutDropdown = document.querySelector( '.speaker-layout-dropdown' );
					layoutLabel = document.querySelector( '.speaker-layout-label' );

					// Render the list of available layouts
					for( var id in SPEAKER_LAYOUTS ) {
						var option = document.createElement( 'option' );
						option.setAttribute( 'value', id );
						option.textContent = SPEAKER_LAYOUTS[ id ];
						layoutDropdown.appendChild( option );
					}

					// Monitor the dropdown for changes
					layoutDropdown.addEventListener( 'change', function( event ) {

						setLayout( layoutDropdown.value );

					}, false );

					// Restore any currently persisted layout
					setLayout( getLayout() );

				}

				/**
				 * Sets a new speaker view layout. The layout is persisted
				 * in local storage.
				 */
				function setLayout( value ) {

					var title = SPEAKER_LAYOUTS[ value ];

					layoutLabel.innerHTML = 'Layout' + ( title ? ( ': ' + title ) : '' );
					layoutDropdown.value = value;

					document.body.setAttribute( 'data-speaker-layout', value );

					// Persist locally
					if( supportsLocalStorage() ) {
						window.localStorage.setItem( 'reveal-speaker-layout', value );
					}

				}

				/**
				 * Returns the ID of the most recently set speaker layout
				 * or our default layout if none has been set.
				 */
				function getLayout() {

					if( supportsLocalStorage() ) {
						var layout = window.localStorage.getItem( 'reveal-speaker-layout' );
						if( layout ) {
							return layout;
						}
					}

					// Default to the first record in the layouts hash
					for( var id in SPEAKER_LAYOUTS ) {
						return id;
					}

				}

				function supportsLocalStorage() {

					try {
						localStorage.setItem('test', 'test');
						localStorage.removeItem('test');
						return true;
					}
					catch( e ) {
						return false;
					}

				}

				function zeroPadInteger( num ) {

					var str = '00' + parseInt( num );
					return str.substring( str.length - 2 );

				}

				/**
				 * Limits the frequency at which a function can be called.
				 */
				function debounce( fn, ms ) {

					var lastTime = 0,
						timeout;

					return function() {

						var args = arguments;
						var context = this;

						clearTimeout( timeout );

						var timeSinceLastCall = Date.now() - lastTime;
						if( timeSinceLastCall > ms ) {
							fn.apply( context, args );
							lastTime = Date.now();
						}
						else {
							timeout = setTimeout( function() {
								fn.apply( context, args );
								lastTime = Date.now();
							}, ms - timeSinceLastCall );
						}

					}

				}

			})();

		<\/script>
	</body>
</html>`),!t){alert("Speaker view popup failed to open. Please make sure popups are allowed and reopen the speaker view.");return}a()}}function s(g){t&&!t.closed?t.focus():(t=g,window.addEventListener("message",d),p())}function a(){let g=n.getConfig().url,m=typeof g=="string"?g:window.location.protocol+"//"+window.location.host+window.location.pathname+window.location.search;e=setInterval(function(){t.postMessage(JSON.stringify({namespace:"reveal-notes",type:"connect",state:n.getState(),url:m}),"*")},500),window.addEventListener("message",d)}function r(g,m,w){let h=n[g].apply(n,m);t.postMessage(JSON.stringify({namespace:"reveal-notes",type:"return",result:h,callId:w}),"*")}function l(g){let m=n.getCurrentSlide(),w=m.querySelectorAll("aside.notes"),h=m.querySelector(".current-fragment"),S={namespace:"reveal-notes",type:"state",notes:"",markdown:!1,whitespace:"normal",state:n.getState()};if(m.hasAttribute("data-notes")&&(S.notes=m.getAttribute("data-notes"),S.whitespace="pre-wrap"),h){let P=h.querySelector("aside.notes");P?(S.notes=P.innerHTML,S.markdown=typeof P.getAttribute("data-markdown")=="string",w=null):h.hasAttribute("data-notes")&&(S.notes=h.getAttribute("data-notes"),S.whitespace="pre-wrap",w=null)}w&&w.length&&(w=Array.from(w).filter(P=>P.closest(".fragment")===null),S.notes=w.map(P=>P.innerHTML).join(`
`),S.markdown=w[0]&&typeof w[0].getAttribute("data-markdown")=="string"),t.postMessage(JSON.stringify(S),"*")}function o(g){try{return window.location.origin===g.source.location.origin}catch{return!1}}function d(g){if(o(g))try{let m=JSON.parse(g.data);m&&m.namespace==="reveal-notes"&&m.type==="connected"?(clearInterval(e),p()):m&&m.namespace==="reveal-notes"&&m.type==="call"&&r(m.methodName,m.arguments,m.callId)}catch{}}function p(){n.on("slidechanged",l),n.on("fragmentshown",l),n.on("fragmenthidden",l),n.on("overviewhidden",l),n.on("overviewshown",l),n.on("paused",l),n.on("resumed",l),n.on("previewiframe",l),n.on("previewimage",l),n.on("previewvideo",l),n.on("closeoverlay",l),l()}return{id:"notes",init:function(g){n=g,/receiver/i.test(window.location.search)||(window.location.search.match(/(\?|\&)notes/gi)===null?window.addEventListener("message",m=>{if(!t&&typeof m.data=="string"){let w;try{w=JSON.parse(m.data)}catch{}w&&w.namespace==="reveal-notes"&&w.type==="heartbeat"&&s(m.source)}}):i(),n.addKeyBinding({keyCode:83,key:"S",description:"Speaker notes view"},function(){i()}))},open:i}};var Ct={PageDown:"next",PageUp:"prev"},Pt=document.documentElement,$s=location.hash,qs=new URLSearchParams(location.search).has("receiver"),Mt=e=>e?.closest?.(".rv-explorer"),Nt=e=>e?.querySelector(".rv-explorer"),Os=e=>e?.dataset.drawn!==void 0,de=new le({disableLayout:!0,display:"flex",center:!1,controlsTutorial:!1,hash:!0,overview:!1,pause:!0,scrollActivationWidth:null,slideNumber:"c/t",touch:!1,transition:"none",viewDistance:2,keyboardCondition:e=>!Mt(document.activeElement)&&!Ct[e.key],plugins:[Vn]});function Ge(e){let t=Nt(e),n=e?.querySelector(".picture");!Os(t)||n.clientHeight===0||t.ropeViz.fit(()=>n.scrollHeight<=n.clientHeight&&n.scrollWidth<=n.clientWidth)}function Fs(){let e=Pt.dataset.theme?Pt.dataset.theme==="dark":matchMedia("(prefers-color-scheme: dark)").matches;Pt.dataset.theme=e?"light":"dark"}function Vs(e){e.ctrlKey||e.metaKey||e.altKey||(Ct[e.key]?(e.preventDefault(),e.stopPropagation(),It(),de[Ct[e.key]]()):e.key==="Escape"&&Mt(document.activeElement)&&(e.stopPropagation(),It()))}var It=()=>{let e=document.activeElement;Mt(e)&&e.blur()},Un=0;function Us(e){clearTimeout(Un),Un=window.setTimeout(()=>{let{search:t}=new URL(e.ropeViz.link());t!==location.search&&history.replaceState(history.state,"",`${t||location.pathname}${location.hash}`)},300)}var jn=new WeakSet;document.addEventListener("rv-drawn",({target:e})=>{let t=e;if(qs||Us(t),jn.has(t))return;jn.add(t);let n=t.closest("section");t.addEventListener("toggle",()=>Ge(n),{capture:!0}),Ge(n)});addEventListener("resize",()=>Ge(de.getCurrentSlide()));addEventListener("keydown",Vs,{capture:!0});de.on("slidechanged",({currentSlide:e,previousSlide:t})=>{It(),Nt(t)?.querySelector(".rv-playing")?.click(),Ge(e)});de.initialize().then(()=>{de.addKeyBinding({keyCode:84,key:"T",description:"Light or dark"},Fs),de.addKeyBinding({keyCode:80,key:"P",description:"Play the picture"},()=>{Nt(de.getCurrentSlide())?.querySelector(".rv-play")?.click()}),$s.startsWith("#explorer-")&&de.slide(de.getIndices().h,0,0)});})();
